/*
 * What every task of every engine does: mixes its number into what it is given, in order. A task
 * left out, run twice, or given the wrong values shows in the outputs or in the count.
 */

/** What tasks are given that take no other task's value. */
export const seed = 1;

let count = 0;

export const start = (task: number): number => {
  count += 1;
  return Math.imul(task + 1, 0x9e3779b1);
};

export const mix = (so: number, value: number): number => Math.imul(so ^ value, 0x01000193);

export const work = (task: number, values: readonly number[]): number => {
  let result = start(task);
  for (const value of values) result = mix(result, value);
  return result;
};

/** How many tasks have been run since this was called last. */
export const takeCount = (): number => {
  const counted = count;
  count = 0;
  return counted;
};

/** One number for all outputs. */
export const checksum = (outputs: readonly number[]): number => outputs.reduce(mix, 0) >>> 0;

/** What a shape comes to, found without any engine. */
export const expected = (
  inputs: readonly (readonly number[])[],
  outputs: readonly number[],
): number => {
  const values: number[] = [];
  inputs.forEach((from, task) => {
    values.push(work(task, from.length === 0 ? [seed] : from.map((one) => values[one] ?? NaN)));
  });
  takeCount();
  return checksum(outputs.map((task) => values[task] ?? NaN));
};
