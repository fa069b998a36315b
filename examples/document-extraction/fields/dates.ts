/** A day that a text names, and where in it. */
export interface DateIn {
  /** YYYY-MM-DD. */
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

// By their first letters, in English, Malay, Dutch, German, French, Spanish, Italian and Portuguese.
// Those that begin as other words do count in full or as they are commonly cut.
const months: readonly RegExp[] = [
  /^(jan|ene|gen(n|$))/i,
  /^(f[eé][bv]|fev)/i,
  /^(mar|m[aä]r|maa|mrt|mac$)/i,
  /^(apr|avr|abr)/i,
  /^(may|mai|mei|mag(g|$))/i,
  /^(jun|juin|giu)/i,
  /^(jul|juil|lug)/i,
  /^(aug|ao[uû]|ogo|ago)/i,
  /^(sep|set(t|e|$))/i,
  /^(oct|okt|ott|out(u|$))/i,
  /^nov/i,
  /^(dec|d[eé]c|dez|dis|dic)/i,
];

// Digits as they are misread. Spaces come and go in reading: a time may follow at once.
const digit = String.raw`[\dOolI|]`;
const fourDigits = String.raw`(?:19|2[0O])${digit}{2}`;
const twoDigits = String.raw`${digit}{2}(?!\d(?!\d?:\d{2})|[.,]\d{1,2}(?![\d:]))`;
const year = `(?<year>${fourDigits}|${twoDigits})`;
const fullYear = `(?<year>${fourDigits})`;
const shortYear = `(?<year>(?!${fourDigits})${twoDigits})`;
const month = String.raw`(?<month>${digit}{1,2})`;
const day = String.raw`(?<day>${digit}{1,2})`;
const name = String.raw`(?<name>\p{L}{3,10})`;
const between = String.raw`\s{0,2}[-/.,'’]?\s{0,2}(?:(?:of|del?|di)\s)?`;
const notBefore = String.raw`(?<![\d.,/-])`;

const twoNumbers: readonly RegExp[] = [
  String.raw`${notBefore}${day}\s?(?<by>[-/])\s?${month}\s?\k<by>\s?${year}`,
  String.raw`${notBefore}${day}\s?\.\s?${month}\s?\.\s?${fullYear}`,
  // With the same spaces at both: `10.85 .65` is two sums of money.
  String.raw`${notBefore}${day}(?<by>\s?\.\s?)${month}\k<by>${shortYear}`,
].map((form) => new RegExp(form, 'giu'));

const otherForms: readonly RegExp[] = [
  String.raw`${notBefore}${fullYear}(?<by>[-/.])${month}\k<by>${day}(?!\d{3})`,
  String.raw`${notBefore}${fullYear}(?<by>[-/.])${name}\k<by>${day}(?!\d{3})`,
  String.raw`${notBefore}${day}(?:st|nd|rd|th|er|\.)?${between}${name}\.?${between}${year}`,
  // A letter that could be a digit ends no name here: April is not the first of "Apri".
  String.raw`(?<!\p{L})${name}(?!\p{L})\.?${between}${day}(?:st|nd|rd|th)?[\s,/-]{1,3}${fullYear}`,
  // Without any mark only where it is called a date: else it is any number.
  String.raw`(?<=\b(?:date|datum|tarikh|fecha|data)\s?[:.]?\s?)${fullYear}(?<month>[01]\d)(?<day>[0-3]\d)(?!\d)`,
].map((form) => new RegExp(form, 'giu'));

/** Which number stands before the other where either could be the day or the month. */
export type Order = 'day first' | 'month first';

/** The days that a text names. */
export const datesIn = (text: string, now = new Date(), order: Order = 'day first'): DateIn[] =>
  [
    ...numbersIn(text).map(({ first, second, year, from, to }) => {
      const [day, month] = order === 'day first' ? [first, second] : [second, first];
      return { value: dated(year, month, day, now), from, to };
    }),
    ...otherForms.flatMap((form) =>
      [...text.matchAll(form)].map((match) => {
        const { year = '', month, day = '', name = '' } = match.groups ?? {};
        const second = month === undefined ? named(name) : number(month);
        const value = dated(number(year), second, number(day), now);
        return { value, from: match.index, to: match.index + match[0].length };
      }),
    ),
  ].flatMap(({ value, from, to }) => (value === undefined ? [] : [{ value, from, to }]));

/** The orders that the dates of a text tell: one of a number that no month has. */
export const ordersIn = (text: string, now = new Date()): Order[] =>
  numbersIn(text).flatMap(({ first, second, year }): Order[] => {
    // What is no day in either order tells nothing.
    if (dated(year, second, first, now) === undefined) return [];
    if (first > beyondMonths === second > beyondMonths) return [];
    return [first > beyondMonths ? 'day first' : 'month first'];
  });

const numbersIn = (text: string) =>
  twoNumbers.flatMap((form) =>
    [...text.matchAll(form)].map((match) => {
      const { year = '', month = '', day = '' } = match.groups ?? {};
      return {
        first: number(day),
        second: number(month),
        year: number(year),
        from: match.index,
        to: match.index + match[0].length,
      };
    }),
  );

const number = (text: string): number => Number(text.replace(/o/gi, '0').replace(/[lI|]/gi, '1'));

const named = (name: string): number => months.findIndex((one) => one.test(name)) + 1;

const beyondMonths = 12;
const earliest = 1980;

const dated = (year: number, first: number, second: number, now: Date): string | undefined => {
  const full = year < 100 ? 2000 + year : year;
  // 05/25/2018 can only be meant the other way round.
  const isSwapped = first > beyondMonths && second <= beyondMonths;
  const [month, day] = isSwapped ? [second, first] : [first, second];
  const date = new Date(Date.UTC(full, month - 1, day));
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!isDay || full < earliest || full > now.getFullYear() + 1) return undefined;
  return date.toISOString().slice(0, 10);
};
