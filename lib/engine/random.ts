import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * Random numbers from 0 to 1, of a seed and of what they are for: the same for the same, whatever
 * else draws numbers, so that a run can be repeated though its tasks end in another order.
 */
export const randomOf = (seed: number, purpose: string): (() => number) => {
  const generator = xoroshiro128plus(hash(purpose, seed | 0));
  return () => uniformFloat64(generator);
};

/** A seed for a run that was given none. */
export const anySeed = (): number => Math.floor(Math.random() * 2 ** 32);

// FNV-1a: spreads texts that differ in one place.
const hash = (text: string, start: number): number => {
  let sum = 0x811c9dc5 ^ start;
  for (let at = 0; at < text.length; at += 1)
    sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return sum;
};
