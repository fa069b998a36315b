import { type Amount, amountsOf, amountText } from './amount.js';
import { found, type Found } from './found.js';
import type { Row } from './row.js';

// What a row is called whose amount is the total, the plainest first. Letters that OCR mistakes
// for one another are either.
const labels: readonly (readonly [RegExp, number])[] = [
  [/grand\s*t[o0]ta[l1i]|final\s*t[o0]ta[l1i]|gesamtbetrag|rechnungsbetrag|endbetrag/i, 10],
  [
    /am[o0]unt\s*due|ba[l1]ance\s*due|t[o0]ta[l1i]\s*(due|payab[l1]e)|te\s*betalen|zu\s*zahlen/i,
    10,
  ],
  [/r[o0]unded\s*t[o0]ta[l1i]|t[o0]ta[l1i]\s*(am(oun)?t\s*)?\(?(after\s*)?r[o0]und/i, 10],
  [/net+\s*t[o0]ta[l1i]|t[o0]ta[l1i]\s*net+\b|\bnet+\s*am[o0]unt/i, 8],
  [/t[o0]ta[l1i].*\b(inc|inkl)|t[o0]ta[l1i]\s*t\.?t\.?c|totaal.*incl|montant.*t\.?t\.?c/i, 8],
  [/\bt[o0]ta[l1i]\s*(sales|am(oun)?t|payment|price|rm|\(rm\)|eur|usd|[$€£])/i, 7],
  [/\bt[o0]ta[l1i1]\b|\btotaal\b|\bgesamt|\bsumme\b|montant/i, 6],
  [/am[o0]unt\s*payab[l1]e|net\s*[àa]\s*payer|[àa]\s*payer/i, 8],
  [/sub\s*-?\s*t[o0]ta[l1i]|sous-?total|zwischensumme|subtotaal/i, 2],
];
const notTotal =
  /exc[l1]|exkl|without|before|h\.?t\.?\b|\bqty|quantity|item|saving|disc|points?\b|balance\s*(b|c)\/|t[o0]ta[l1i]\s*(g\.?s\.?t|tax|vat|sst|s\/tax|mwst|btw|tva)|(g\.?s\.?t|tax|vat|btw|tva)\s*(am(oun)?t|t[o0]ta[l1i])|r[o0]und(ing)?\s*ad|summary/i;
const roundingOnly = /^(?!.*t[o0]ta[l1i]).*r[o0]und/i;
const summary = /(g\.?s\.?t|tax|vat|sst)\s*(summary|analysis|details?|breakdown)|\bsummary/i;
const paid =
  /\b(cash|card|visa|master\s*card|amex|debit|credit|tender(ed)?|paid|payment|bar|kontant|pin|maestro|nets|iDEAL)\b/i;
const change = /\bchange|\bbaki\b|wechselgeld|wisselgeld|rendu/i;

// The least weight of an amount whose row says what it is.
const telling = 2;

interface Evidence {
  score: number;
  /** Whether it is what was paid less the change. */
  isPaid: boolean;
  /** The row that says most plainly that it is the total. */
  best: { readonly amount: Amount; readonly weight: number };
}

/**
 * What was to be paid: the amount that most speaks for: what its row is called, what was paid less
 * the change, and how often it occurs. What a summary of taxes lists counts little.
 */
export const totalOf = (rows: readonly Row[]): Found | undefined => {
  const evidence = new Map<number, Evidence>();
  const speak = (amount: Amount, weight: number): void => {
    const known = evidence.get(amount.cents);
    if (known === undefined)
      evidence.set(amount.cents, { score: weight, isPaid: false, best: { amount, weight } });
    else {
      // The plainest label counts in full, others a little.
      known.score = Math.max(known.score, weight) + 1;
      if (weight > known.best.weight) known.best = { amount, weight };
    }
  };
  const payments: number[] = [];
  const changes: number[] = [];
  let inSummary = false;
  rows.forEach((row, index) => {
    const { text } = row;
    const amounts = amountsOf(row);
    inSummary ||= summary.test(text) && amounts.length === 0;
    const label = labelWeight(text);
    const isPaid = paid.test(text) && label < 6;
    const isChange = change.test(text);
    const [last] = amounts.slice(-1);
    if (last !== undefined) {
      if (isChange) changes.push(last.cents);
      else if (isPaid) payments.push(last.cents);
    }
    if (isChange) return;
    const weight = inSummary ? 0.5 : isPaid ? 3 : label > 0 ? label : 0.5;
    for (const amount of amounts)
      speak(amount, (amount === last ? weight : 0.5) + (amount.hasCurrency ? 0.5 : 0));
    // A label alone: its amount stands in the row below.
    const below = rows[index + 1];
    if (last === undefined && label >= 6 && below !== undefined && labelWeight(below.text) === 0) {
      const [only, ...more] = amountsOf(below);
      if (only !== undefined && more.length === 0 && !change.test(below.text))
        speak(only, label - 3);
    }
  });
  // What was paid less the change is the total, if it is said anywhere.
  for (const one of payments)
    for (const back of changes) {
      const known = evidence.get(one - back);
      if (known === undefined || one <= back) continue;
      known.score += 4;
      known.isPaid = true;
    }
  const [best, second] = [...evidence]
    .filter(([cents]) => cents > 0)
    .sort(([a, one], [b, other]) => other.score - one.score || b - a);
  // Without a word that tells, the dearest article would pass for the total.
  if (best === undefined) return undefined;
  const [cents, { score, isPaid, best: where }] = best;
  if (where.weight < telling && !isPaid) return undefined;
  const certainty = Math.min(1, score / 10) * (score > (second?.[1].score ?? 0) ? 1 : 0.6);
  return found(amountText(cents), where.amount.words, certainty);
};

const labelWeight = (text: string): number => {
  if (roundingOnly.test(text)) return 0;
  const weight = labels.find(([label]) => label.test(text))?.[1] ?? 0;
  const isSub = /sub\s*-?\s*t[o0]ta[l1i]|sous-?total|zwischensumme|subtotaal/i.test(text);
  const plain = isSub ? Math.min(weight, 2) : weight;
  return notTotal.test(text) ? Math.min(plain, 1) : plain;
};
