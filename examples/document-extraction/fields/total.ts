import { type Amount, amountsOf, amountText } from './amount.js';
import { found, type Found } from './found.js';
import type { Row } from './row.js';
import { isChange, isPayment, isTaxSummary, labelWeight } from './total-labels.js';

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
    inSummary ||= isTaxSummary(text) && amounts.length === 0;
    const label = labelWeight(text);
    const isPaid = isPayment(text) && label < 6;
    const [last] = amounts.slice(-1);
    if (last !== undefined) {
      if (isChange(text)) changes.push(last.cents);
      else if (isPaid) payments.push(last.cents);
    }
    if (isChange(text)) return;
    const weight = inSummary ? 0.5 : isPaid ? 3 : label > 0 ? label : 0.5;
    for (const amount of amounts)
      speak(amount, (amount === last ? weight : 0.5) + (amount.hasCurrency ? 0.5 : 0));
    // A label alone: its amount stands in the row below.
    const below = rows[index + 1];
    if (last === undefined && label >= 6 && below !== undefined && labelWeight(below.text) === 0) {
      const [only, ...more] = amountsOf(below);
      if (only !== undefined && more.length === 0 && !isChange(below.text)) speak(only, label - 3);
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
