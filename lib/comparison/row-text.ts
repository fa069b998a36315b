import { shorten } from '../diagnostics/wording.js';
import type { Values } from '../engine/events/event.js';
import type { Spread } from './row.js';

/** A value that varies, as it is: rounded, two could look the same. What is not there is no text. */
export const valueText = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);

/** What varies, as `ocr.psm=6, prepare.scale=2`: of a long value, such as a prompt, how it begins and ends. */
export const settingText = (values: Values): string =>
  Object.entries(values)
    .map(([param, value]) => `${param}=${shorten(valueText(value), 40)}`)
    .join(', ');

/** A number that was measured: to four digits; what is very large or small by its power of ten. */
export const numberText = (number: number): string => {
  const size = Math.abs(number);
  if (size !== 0 && (size < 1e-3 || size >= 1e9))
    return number.toExponential(3).replace(/\.?0*e\+?/, 'e');
  return Number.isInteger(number) ? String(number) : String(Number(number.toPrecision(4)));
};

export const spreadText = (spread: Spread | undefined): string => {
  if (spread === undefined) return '';
  const { mean, deviation, count } = spread;
  return count > 1 ? `${numberText(mean)} ± ${numberText(deviation)}` : numberText(mean);
};
