import { wordsAt } from './amount.js';
import { datesIn } from './dates.js';
import { found, type Found } from './found.js';
import type { Row } from './row.js';

const labelled = /\b[dc][ae]te|datum|tarikh|issued/i;
const otherDate =
  /expir|valid|\bdue|until|deliver|birth|since|member|return|exchange|before|best|mfg|approved|verval|f[aä]llig|[eé]ch[eé]ance|leverdatum|period/i;
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
  const candidates = rows.flatMap((row, index) =>
    datesIn(row.text).map(({ value, from, to }): Candidate => {
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
