import { type Amount, amountsOf, amountText, misreadAmountsOf } from './amount.js';
import { found, type Found } from './found.js';
import type { Row } from './row.js';
import { isChange, isPayment, isTaxSummary, isTender, labelWeight } from './total-labels.js';

// The least weight of an amount whose row says what it is.
const telling = 2;

// What was paid less the change, where nothing else says it: less than any label of a total.
const computed = 4;

interface Evidence {
  score: number;
  /** Whether it is what was paid less the change. */
  isPaid: boolean;
  /** Whether only rows of payments say it: with change given back it is more than the total. */
  isTendered: boolean;
  /** The row that says most plainly that it is the total. */
  best: { readonly amount: Amount; readonly weight: number };
}

/**
 * What was to be paid: the amount that most speaks for: what its row is called, what was paid less
 * the change, and how often it occurs. What a summary of taxes lists counts little.
 */
export const totalOf = (rows: readonly Row[]): Found | undefined => {
  const evidence = new Map<number, Evidence>();
  const speak = (amount: Amount, weight: number, isTendered = false): void => {
    const known = evidence.get(amount.cents);
    const best = { amount, weight };
    if (known === undefined)
      evidence.set(amount.cents, { score: weight, isPaid: false, isTendered, best });
    else {
      known.isTendered &&= isTendered;
      // The plainest label counts in full, others a little.
      known.score = Math.max(known.score, weight) + 1;
      if (weight > known.best.weight) known.best = best;
    }
  };
  const payments: Amount[] = [];
  const changes: number[] = [];
  let inSummary = false;
  rows.forEach((row, index) => {
    const { text } = row;
    const label = labelWeight(text);
    const plain = amountsOf(row);
    const amounts = plain.length === 0 && label >= 6 ? misreadAmountsOf(row) : plain;
    inSummary ||= isTaxSummary(text) && amounts.length === 0;
    const isPaid = (isPayment(text) && label < 6) || isTender(text);
    const [last] = amounts.slice(-1);
    if (last !== undefined) {
      if (isChange(text)) changes.push(last.cents);
      else if (isPaid) payments.push(last);
    }
    if (isChange(text)) return;
    const weight = inSummary ? 0.5 : isPaid ? Math.max(3, label) : label > 0 ? label : 0.5;
    for (const amount of amounts)
      speak(amount, (amount === last ? weight : 0.5) + (amount.hasCurrency ? 0.5 : 0), isPaid);
    // A label alone: its amount stands in the row below.
    const below = rows[index + 1];
    if (last === undefined && label >= 6 && below !== undefined && labelWeight(below.text) === 0) {
      const [only, ...more] = amountsOf(below);
      if (only !== undefined && more.length === 0 && !isChange(below.text))
        speak(only, label - 3, isPayment(below.text) || isTender(below.text));
    }
  });
  weighChange(evidence, payments, changes);
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

/** What was paid less the change is the total: where it is said anywhere, and else as reckoned. */
const weighChange = (
  evidence: Map<number, Evidence>,
  payments: readonly Amount[],
  changes: readonly number[],
): void => {
  const differences = payments.flatMap((paid) =>
    changes
      .filter((back) => paid.cents > back)
      .map((back) => ({ amount: { ...paid, cents: paid.cents - back }, back })),
  );
  let isSaid = false;
  for (const { amount } of differences) {
    const known = evidence.get(amount.cents);
    if (known === undefined) continue;
    isSaid = true;
    known.isPaid = true;
    known.score += computed;
  }
  if (differences.some(({ back }) => back > 0))
    for (const [cents, { isTendered, isPaid }] of evidence)
      if (isTendered && !isPaid) evidence.delete(cents);
  const [first] = differences;
  if (isSaid || first === undefined) return;
  const { amount } = first;
  const best = { amount, weight: 0 };
  evidence.set(amount.cents, { score: computed, isPaid: true, isTendered: false, best });
};
