/** Keeps a processor busy. */
export const spin = (rounds: number): number => {
  let sum = 0;
  for (let round = 0; round < rounds; round += 1) sum = (sum * 31 + round) % 1_000_003;
  return sum;
};

/** How many rounds take so long here. */
export const rounds = (milliseconds: number): number => {
  spin(1e7);
  const start = performance.now();
  spin(1e8);
  return Math.round((1e8 * milliseconds) / (performance.now() - start));
};
