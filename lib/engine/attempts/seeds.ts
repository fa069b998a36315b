import { randomFrom, stirred } from '../../runners/random.js';

/**
 * Random numbers from 0 to 1, of a seed and of what they are for: the same for the same, whatever
 * else draws numbers, so that a run can be repeated though its tasks end in another order.
 */
export const randomOf = (seed: number, purpose: string): (() => number) =>
  randomFrom(seedFor(seed, purpose));

/** A seed of its own for a purpose. */
export const seedFor = (seed: number, purpose: string): number =>
  stirred(hash(purpose, seed | 0)) >>> 0;

/** A seed for a run that was given none. */
export const anySeed = (): number => Math.floor(Math.random() * 2 ** 32);

// FNV-1a. Texts that differ in their last letters have numbers that are near to each other.
const hash = (text: string, start: number): number => {
  let sum = 0x811c9dc5 ^ start;
  for (let at = 0; at < text.length; at += 1)
    sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return sum;
};
