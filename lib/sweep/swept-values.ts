import { quoted } from '../diagnostics/wording.js';
import { SweepError } from './sweep-error.js';

/** No range has more values. */
const mostValues = 10_000;

const forms = 'write a list `3,6,11`, a range `1..10` or `0.1..0.9 / 5`, or `log 1e-4..1e-1 / 5`';

const rangePattern = /^(log\s+)?(\S+?)\.\.(\S+?)(?:\s*\/\s*(\S+))?$/;

/** What was meant for a range, such as `1..` and `1 .. 5`; `../a.txt` was not. */
const unendedPattern =
  /^(?:log\s+)?[-+.]?\d\S*?\s*\.\.|^(?:log\s+)?\.\.\s*[-+.]?\d|^log\s+[-+.]?\d/;

/**
 * The values that a text stands for: a list, a range of whole numbers, so many numbers from one to another,
 * or so many whose ratio is the same (`log`). Ranges may stand in a list. Throws a `SweepError`.
 */
export const sweptValues = (text: string): readonly unknown[] => {
  const items = itemsOf(text).map((one) => one.trim());
  if (items.some((item) => item === '')) throw wrong(text, 'a value is missing');
  return items.flatMap((item): readonly unknown[] => {
    const range = rangePattern.exec(item);
    if (range !== null) return rangeOf(item, range);
    if (unendedPattern.test(item)) throw wrong(item, 'a range goes from one number to another');
    return [scalarOf(item)];
  });
};

/** The parts between commas that stand in no quotes and no brackets. */
const itemsOf = (text: string): readonly string[] => {
  const items: string[] = [];
  let [depth, quote, item] = [0, '', ''];
  for (const sign of text) {
    if (quote !== '') quote = sign === quote && !item.endsWith('\\') ? '' : quote;
    else if (sign === '"') quote = sign;
    else if (sign === '[' || sign === '{') depth += 1;
    else if (sign === ']' || sign === '}') depth -= 1;
    if (sign === ',' && depth === 0 && quote === '') {
      items.push(item);
      item = '';
    } else item += sign;
  }
  if (quote !== '' || depth !== 0) throw wrong(text, 'a quote or a bracket is not closed');
  return [...items, item];
};

// As JSON where it is some; a text has no need of quotes.
const scalarOf = (item: string): unknown => {
  try {
    return JSON.parse(item) as unknown;
  } catch {
    return item;
  }
};

const rangeOf = (item: string, [, log, first = '', last = '', many]: RegExpExecArray) => {
  const [from, to] = [Number(first), Number(last)];
  if (!Number.isFinite(from) || !Number.isFinite(to))
    throw wrong(item, 'a range goes from one number to another');
  if (many === undefined) {
    if (log !== undefined) throw wrong(item, 'it does not say how many');
    return wholeNumbers(item, from, to);
  }
  const count = Number(many);
  if (!Number.isSafeInteger(count) || count < 2 || count > mostValues)
    throw wrong(item, `there must be from 2 to ${mostValues} values, not ${many}`);
  if (log !== undefined && !(from > 0 && to > 0))
    throw wrong(item, 'with `log` both ends must be above 0');
  return Array.from({ length: count }, (_, index) => {
    if (index === 0) return from;
    if (index === count - 1) return to; // as it is written
    const part = index / (count - 1);
    const value = log === undefined ? from + (to - from) * part : from * (to / from) ** part;
    // What would be told as 0.30000000000000004.
    return Number(value.toPrecision(12));
  });
};

const wholeNumbers = (item: string, from: number, to: number): readonly number[] => {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to))
    throw wrong(item, 'it does not say how many, as between whole numbers is clear');
  const count = Math.abs(to - from) + 1;
  if (count > mostValues)
    throw wrong(item, `it has ${count} values, and ${mostValues} are the most`);
  const step = to < from ? -1 : 1;
  return Array.from({ length: count }, (_, index) => from + step * index);
};

const wrong = (text: string, why: string): SweepError =>
  new SweepError([`${quoted(text)}: ${why}; ${forms}`]);
