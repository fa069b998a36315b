import type { Word } from '../ocr/line.js';
import type { Row } from './row.js';

/** A sum of money in a row. */
export interface Amount {
  /** In hundredths. */
  readonly cents: number;
  readonly words: readonly Word[];
  /** Whether a currency stands by it. */
  readonly hasCurrency: boolean;
}

const codes =
  'MYR|USD|EUR|GBP|SGD|CHF|AUD|NZD|CAD|HKD|TWD|JPY|CNY|KRW|THB|IDR|PHP|INR|AED|ZAR|BRL|MXN|SEK|NOK|DKK|PLN|CZK|HUF';
const before = String.raw`(?:R\s?M|${codes}|Rs\.?|Rp\.?|(?:S|A|C|HK|NT|US|R)?[$]|[€£¥₹₩₱฿])`;
const behind = `(?:${codes}|€|kr|zł|Ft|Kč|đ|₫|円)`;
// Digits as they are misread: O for 0, l and I for 1, S for 5, B for 8; only beside true digits.
const digits = String.raw`\d[\dOolISB]{0,2}(?:[,.' ]\d{3})*|\d{4,7}`;
const sum = new RegExp(
  String.raw`(?<![\w.,:/-])-?(?<currency>${before})?\s?[:.]?\s?(?<units>${digits})\s?[.,]\s?(?<cents>[\dOoSB]{2})(?!\s?[.,:/-]?\d)(?:(?![A-Za-z])|(?=SR|ZR|TX))\s?(?<after>%|${behind}(?!\p{L}))?`,
  'giu',
);

// Without decimals what stands by a currency is a sum, and what is set off in thousands.
const units = String.raw`(?<units>\d{1,3}(?:[,.' ]\d{3})+|\d{1,7})`;
const notBefore = String.raw`(?<![\w.,:/-]|\d\s)`;
const notBehind = String.raw`(?!\s?[.,:'/-]?\s?\d|\p{L}|\s?%)`;
const wholeSums: readonly RegExp[] = [
  String.raw`${notBefore}(?<currency>${before})\s?[:.]?\s?${units}${notBehind}`,
  String.raw`${notBefore}${units}\s?(?<after>${behind})(?!\p{L})`,
  String.raw`${notBefore}(?<!${before}\s?[:.]?\s?)(?<units>[1-9]\d{0,2}(?:[.,]\d{3})+)${notBehind}(?!\s?(?:${behind}|kg|g|l|lbs?|pts|points)(?!\p{L}))`,
].map((form) => new RegExp(form, 'giu'));

/**
 * The sums of money in a row, from left to right: whatever has two decimals and is no percentage, or
 * stands by a currency, or is set off in thousands.
 */
export const amountsOf = (row: Row): Amount[] =>
  [sum, ...wholeSums]
    .flatMap((form) => [...row.text.matchAll(form)])
    .sort((one, other) => one.index - other.index)
    .flatMap((match): Amount[] => {
      const { currency, units = '', cents = '00', after } = match.groups ?? {};
      const value = Number(`${asDigits(units)}${asDigits(cents)}`);
      if (after === '%' || !Number.isSafeInteger(value)) return [];
      // A colon before it, which may stand far off, is no part of it.
      const from = match.index + (/^[\s:.]*/.exec(match[0])?.[0].length ?? 0);
      const words = wordsAt(row, from, match.index + match[0].length);
      return [{ cents: value, words, hasCurrency: currency !== undefined || after !== undefined }];
    });

// The mark before the decimals as it is misread, at the end of a row.
const misread = /(?<![\w.,:/-])(?<units>\d{1,5})\s?[-:;_'*~·]\s?(?<cents>\d{2})\W*$/;

/** The sum at the end of a row that has its point misread, where the row can hold nothing else. */
export const misreadAmountsOf = (row: Row): Amount[] => {
  const match = misread.exec(row.text);
  const { units = '', cents = '' } = match?.groups ?? {};
  if (match === null) return [];
  const words = wordsAt(row, match.index, match.index + match[0].length);
  return [{ cents: Number(`${units}${cents}`), words, hasCurrency: false }];
};

/** `12.30` for 1230 hundredths. */
export const amountText = (cents: number): string => (cents / 100).toFixed(2);

/** The digits of a number, with the letters that they are misread as. */
export const asDigits = (text: string): string =>
  text
    .replace(/[oO]/g, '0')
    .replace(/[lI]/g, '1')
    .replace(/S/gi, '5')
    .replace(/B/gi, '8')
    .replace(/\D/g, '');

/** The words of a row that a part of its text lies in. */
export const wordsAt = ({ words }: Row, from: number, to: number): Word[] => {
  let start = 0;
  return words.filter(({ text }) => {
    const end = start + text.length;
    const isIn = start < to && end > from;
    start = end + 1;
    return isIn;
  });
};
