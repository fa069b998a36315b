import { wordsAt } from './amount.js';
import { datesIn, type Order, ordersIn } from './dates.js';
import { found, type Found } from './found.js';
import type { Row } from './row.js';

const labelled = /\b[dc][ae]te|datum|tarikh|issued/i;
const otherDate =
  /expir|valid|\bdue|until|deliver|birth|since|member|return|exchange|before|best|mfg|approved|verval|f[aä]llig|[eé]ch[eé]ance|leverdatum|period|order\s*(ed\b|date|datum)|bestel|zah[l1]bar|reg(istration)?\.?\s*date/i;
const time = /^\s*[-,]?\s*\d{1,2}\s?[:.]\s?\d{2}/;

interface Candidate {
  readonly value: string;
  readonly row: Row;
  readonly from: number;
  readonly to: number;
  score: number;
}

/**
 * The day of the document, as YYYY-MM-DD: the date that its row calls one, that a time stands by,
 * that is said most often or first.
 */
export const dateOf = (rows: readonly Row[]): Found | undefined => {
  const order = orderOf(rows);
  const candidates = rows.flatMap((row, index) =>
    datesIn(row.text, new Date(), order).map(({ value, from, to }): Candidate => {
      const before = row.text.slice(0, from);
      const above = rows[index - 1]?.text ?? '';
      let score = 1 - index / (rows.length * 2);
      if (labelled.test(row.text)) score += 3;
      else if (labelled.test(above)) score += 1;
      if (time.test(row.text.slice(to))) score += 2;
      if (otherDate.test(before)) score -= 4;
      return { value, row, from, to, score };
    }),
  );
  for (const one of candidates)
    if (candidates.some((other) => other !== one && other.value === one.value)) one.score += 1;
  const [best, second] = candidates.sort((a, b) => b.score - a.score);
  if (best === undefined) return undefined;
  const isContested = second !== undefined && second.value !== best.value;
  const certainty = (best.score > 2 ? 1 : 0.8) * (isContested ? 0.8 : 1);
  return found(best.value, wordsAt(best.row, best.from, best.to), certainty);
};

// With the code of a state, as addresses in the United States are written.
const americanPostcode =
  /,\s*(A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])\.?\s+\d{5}(-\d{4})?\b/;

/** How the page writes its dates: as those that can be meant in one way only, or else its address, tell. */
const orderOf = (rows: readonly Row[]): Order => {
  const told = rows.flatMap(({ text }) => ordersIn(text));
  if (told.length > 0) return told.includes('day first') ? 'day first' : 'month first';
  return rows.some(({ text }) => americanPostcode.test(text)) ? 'month first' : 'day first';
};
