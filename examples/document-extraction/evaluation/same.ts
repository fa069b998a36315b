import type { Field } from '../extraction.js';
import { datesIn } from '../fields/dates.js';

/** Whether a field was found as expected: dates and sums by value, texts by letters and digits. */
export const same = (field: Field, found: string, expected: string): boolean =>
  normalForms[field](found) === normalForms[field](expected);

const letters = (text: string): string => text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');

const day = (text: string): string => {
  const [, year, month, date] = /^(\d{4})(\d{2})(\d{2})$/.exec(text.trim()) ?? [];
  if (year !== undefined) return [year, month, date].join('-');
  return datesIn(text)[0]?.value ?? text;
};

const sum = (text: string): string => Number(text.replace(/[^\d.-]/g, '')).toFixed(2);

const normalForms: Readonly<Record<Field, (text: string) => string>> = {
  company: letters,
  date: day,
  address: letters,
  total: sum,
};
