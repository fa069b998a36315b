import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * Random numbers that follow from others. The first numbers of the attempts of one task go together
 * (where the first attempt draws a low one the second hardly ever does), which nobody sees in the
 * jitter of retries, but in how often two attempts in a row fail: so they are stirred well.
 */
export const independent = (random: () => number): (() => number) => {
  const generator = xoroshiro128plus(stirred(Math.floor(random() * 2 ** 32)));
  return () => uniformFloat64(generator);
};

// The last steps of MurmurHash3: each bit of the result depends on all bits of the number.
export const stirred = (number: number): number => {
  let bits = number | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
};
