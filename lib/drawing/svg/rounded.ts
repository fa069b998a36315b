/** To a tenth of a pixel. */
export const rounded = (value: number): number => Math.round(value * 10) / 10;
