import { counted } from '../../diagnostics/wording.js';

const units: readonly (readonly [seconds: number, name: string])[] = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** How long something has been, in the largest unit of which it is two or more: `3 hours`. */
export const ageText = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [size, name] = units.find(([size]) => seconds >= 2 * size) ?? [1, 'second'];
  return counted(Math.floor(seconds / size), name);
};
