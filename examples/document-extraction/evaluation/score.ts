import { type Extractions, type Field, fields } from '../extraction.js';
import type { LabelledPage } from './labels.js';
import { same } from './same.js';

/** What came of a page. */
export interface Result {
  readonly page: LabelledPage;
  readonly found: Extractions;
  readonly seconds: number;
  /** Why nothing could be found. */
  readonly failure: string | undefined;
}

export interface Score {
  readonly field: Field;
  readonly expected: number;
  readonly found: number;
  readonly right: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export const isRight = ({ page, found }: Result, field: Field): boolean => {
  const [value, expected] = [found[field]?.value, page.expected[field]];
  return value !== undefined && expected !== undefined && same(field, value, expected);
};

/** How well each field was found that a label has, on the pages whose labels have it. */
export const scores = (results: readonly Result[]): Score[] =>
  fields.flatMap((field) => {
    const asked = results.filter(({ page }) => page.expected[field] !== undefined);
    if (asked.length === 0) return [];
    const found = asked.filter((result) => result.found[field] !== undefined).length;
    const right = asked.filter((result) => isRight(result, field)).length;
    const expected = asked.length;
    return {
      field,
      expected,
      found,
      right,
      precision: found === 0 ? 0 : right / found,
      recall: right / expected,
      f1: (2 * right) / (found + expected),
    };
  });

/** How often what was found with some confidence is right. */
export interface Certainty {
  /** The least confidence of these, and that of the next higher, which is not among them. */
  readonly from: number;
  readonly to: number;
  readonly found: number;
  readonly right: number;
}

const steps = [0, 0.6, 0.75, 0.85, 0.95];

/** Whether confidence tells right from wrong: the share that is right must rise with it. */
export const certainties = (results: readonly Result[]): Certainty[] => {
  const answers = answersOf(results);
  return steps.map((from, index) => {
    const to = steps[index + 1] ?? Infinity;
    const these = answers.filter(({ confidence }) => confidence >= from && confidence < to);
    const right = these.filter((answer) => answer.isRight).length;
    return { from, to, found: these.length, right };
  });
};

/**
 * Of all pairs of a right answer and a wrong one, the share in which the right one is the surer, a
 * tie counting half (the area under the ROC curve): 0.5 tells nothing. `undefined` without a pair.
 */
export const discrimination = (results: readonly Result[]): number | undefined => {
  const answers = answersOf(results);
  const pairs = answers
    .filter(({ isRight }) => isRight)
    .flatMap((right) =>
      answers
        .filter(({ isRight }) => !isRight)
        .map((wrong) => (Math.sign(right.confidence - wrong.confidence) + 1) / 2),
    );
  return pairs.length === 0 ? undefined : pairs.reduce((sum, one) => sum + one, 0) / pairs.length;
};

const answersOf = (results: readonly Result[]) =>
  results.flatMap((result) =>
    fields.flatMap((field) => {
      const confidence = result.found[field]?.confidence;
      return confidence === undefined || result.page.expected[field] === undefined
        ? []
        : [{ confidence, isRight: isRight(result, field) }];
    }),
  );
