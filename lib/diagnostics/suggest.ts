import { distance } from 'fastest-levenshtein';

import { listed, quoted } from './wording.js';

const sorted = (word: string): string => Array.from(word).sort().join('');

// How far two names are apart, where a swap of letters is one slip, and case hardly counts.
const slips = (word: string, candidate: string): number => {
  const [one, other] = [word.toLowerCase(), candidate.toLowerCase()];
  if (one === other) return 0.5;
  if (one.length > 2 && other.startsWith(one)) return 1; // `int` for `integer`
  const far = distance(one, other);
  return far === 2 && one.length === other.length && sorted(one) === sorted(other) ? 1 : far;
};

/**
 * Looks for the names that a user may have meant. The work over its lifetime is bounded: a file
 * with tens of thousands of wrong names among tens of thousands of candidates still gets an
 * answer at once, with suggestions for the first of them.
 */
export class Suggester {
  private budget: number;

  constructor(budget = 2_000_000) {
    this.budget = budget;
  }

  /** At most `most` of the candidates that are near `word`, the nearest first. */
  nearest(word: string, candidates: Iterable<string>, most = 3): string[] {
    if (word.length === 0 || word.length > 200) return [];
    const bound = Math.max(1, Math.floor(word.length * 0.4));
    const found: { name: string; far: number }[] = [];
    for (const name of candidates) {
      if (this.budget <= 0) break;
      this.budget -= 1;
      const isFar = Math.abs(name.length - word.length) > bound && !name.startsWith(word);
      if (isFar || name === word) continue;
      this.budget -= 10 + Math.floor((word.length * name.length) / 20);
      const far = slips(word, name);
      if (far <= bound) found.push({ name, far });
    }
    found.sort((a, b) => a.far - b.far);
    const best = found[0]?.far ?? 0;
    return found
      .filter(({ far }) => far <= best + 1)
      .slice(0, most)
      .map(({ name }) => name);
  }
}

/** The message, and behind it which of the known names was meant by `word`, where one is near. */
export const withMeant = (message: string, word: string, known: Iterable<string>): string =>
  [message, ...didYouMean(new Suggester().nearest(word, known))].join('; ');

/** What is said of a word that is none of those that `what` may be. */
export const noChoice = (what: string, word: string, choices: readonly string[]): string =>
  withMeant(
    `${quoted(what)} is ${listed(choices, 'or', choices.length, quoted)}, not ${quoted(word)}`,
    word,
    choices,
  );

/** "did you mean `a`, `b` or `c`?" as the help of a diagnostic; nothing for no names. */
export const didYouMean = (names: readonly string[]): string[] => {
  if (names.length === 0) return [];
  const all = names.map(quoted);
  const last = all.pop() ?? '';
  return [`did you mean ${all.length === 0 ? last : `${all.join(', ')} or ${last}`}?`];
};
