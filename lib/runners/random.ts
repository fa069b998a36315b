import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random numbers from 0 to 1 of a seed: those of one seed tell nothing of those of the next. */
export const randomFrom = (seed: number): (() => number) => {
  // The first number of the generator is its seed, all but for its sign.
  const generator = xoroshiro128plus(stirred(seed));
  return () => uniformFloat64(generator);
};

/** The last steps of MurmurHash3: each bit of the result depends on all bits of the number. */
export const stirred = (number: number): number => {
  let bits = number | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
};
