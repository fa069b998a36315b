/** A day that a text names, and where in it. */
export interface DateIn {
  /** YYYY-MM-DD. */
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

// By their first letters, in English, Dutch, French, German and Malay.
const months: readonly RegExp[] = [
  /^jan/i,
  /^f[eé][bv]/i,
  /^(mar|m[aä]r|maa|mrt|mac$)/i,
  /^(apr|avr)/i,
  /^(may|mai|mei)/i,
  /^(jun|juin)/i,
  /^(jul|juil)/i,
  /^(aug|ao[uû]|ogo)/i,
  /^sep/i,
  /^(oct|okt)/i,
  /^nov/i,
  /^(dec|d[eé]c|dez|dis)/i,
];

// Digits as they are misread. Spaces come and go in reading: a time may follow at once.
const digit = String.raw`[\dOolI|]`;
const year = String.raw`(?<year>(?:19|2[0O])${digit}{2}|${digit}{2}(?!\d))`;
const month = String.raw`(?<month>${digit}{1,2})`;
const day = String.raw`(?<day>${digit}{1,2})`;
const name = String.raw`(?<name>\p{L}{3,9})`;
const between = String.raw`\s{0,2}[-/.,'’]?\s{0,2}`;
const notBefore = String.raw`(?<![\d.,/-])`;
const dayFirst = String.raw`${notBefore}${day}\s?(?<by>[-/.])\s?${month}\s?\k<by>\s?${year}`;

const forms: readonly RegExp[] = [
  dayFirst,
  String.raw`${notBefore}(?<year>(?:19|2[0O])${digit}{2})(?<by>[-/.])${month}\k<by>${day}(?!\d{3})`,
  String.raw`${notBefore}${day}(?:st|nd|rd|th|er|\.)?${between}${name}\.?${between}${year}`,
  String.raw`(?<!\p{L})${name}\.?${between}${day}(?:st|nd|rd|th)?[\s,]{1,3}(?<year>(?:19|20)\d{2})`,
].map((form) => new RegExp(form, 'giu'));

/** The days that a text names. Where either could be meant, the day stands before the month. */
export const datesIn = (text: string, now = new Date()): DateIn[] =>
  forms.flatMap((form) =>
    [...text.matchAll(form)].flatMap((match): DateIn[] => {
      const { year = '', month, day = '', name = '' } = match.groups ?? {};
      const value = dated(
        number(year),
        month === undefined ? named(name) : number(month),
        number(day),
        now,
      );
      return value === undefined
        ? []
        : [{ value, from: match.index, to: match.index + match[0].length }];
    }),
  );

const number = (text: string): number => Number(text.replace(/o/gi, '0').replace(/[lI|]/gi, '1'));

const named = (name: string): number => months.findIndex((one) => one.test(name)) + 1;

const earliest = 1980;

const dated = (year: number, first: number, second: number, now: Date): string | undefined => {
  const full = year < 100 ? 2000 + year : year;
  // 05/25/2018 can only be meant the other way round.
  const [month, day] = first > 12 && second <= 12 ? [second, first] : [first, second];
  const date = new Date(Date.UTC(full, month - 1, day));
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!isDay || full < earliest || full > now.getFullYear() + 1) return undefined;
  return date.toISOString().slice(0, 10);
};
