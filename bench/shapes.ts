import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A graph of tasks, each of which stands behind all that it takes values from, ordered by level. */
export interface Shape {
  readonly name: string;
  /** For each task, those whose values it takes; none for one that takes the seed. */
  readonly inputs: readonly (readonly number[])[];
  /** The tasks whose values nobody takes. */
  readonly outputs: readonly number[];
}

type Inputs = readonly (readonly number[])[];

const chain = (size: number): Inputs =>
  Array.from({ length: size }, (_, task) => (task === 0 ? [] : [task - 1]));

const wide = (size: number): Inputs => [
  [],
  ...Array.from({ length: size - 2 }, () => [0]),
  Array.from({ length: size - 2 }, (_, index) => index + 1),
];

const perLayer = 100;
const fanIn = 3;

const layered = (size: number): Inputs => {
  const random = xoroshiro128plus(1);
  return Array.from({ length: size }, (_, task) => {
    const layer = Math.floor(task / perLayer) - 1;
    if (layer < 0) return [];
    const from = new Set<number>();
    while (from.size < fanIn) from.add(layer * perLayer + uniformInt(random, 0, perLayer - 1));
    return [...from].sort((a, b) => a - b);
  });
};

/** Two become one, until one is left. */
const reduction = (size: number): Inputs => {
  const leaves = (size + 1) >> 1;
  return Array.from({ length: 2 * leaves - 1 }, (_, task) =>
    task < leaves ? [] : [2 * (task - leaves), 2 * (task - leaves) + 1],
  );
};

/** One becomes two, again and again. */
const fanOut = (size: number): Inputs =>
  Array.from({ length: size }, (_, task) => (task === 0 ? [] : [(task - 1) >> 1]));

const all: Readonly<Record<string, (size: number) => Inputs>> = {
  chain,
  wide,
  layered,
  reduction,
  'fan-out': fanOut,
};

export const shapeNames: readonly string[] = Object.keys(all);

export const shapeOf = (name: string, size: number): Shape => {
  const inputs = all[name]?.(size);
  if (inputs === undefined) throw new RangeError(`no shape ${name}`);
  const taken = new Uint8Array(inputs.length);
  for (const from of inputs) for (const task of from) taken[task] = 1;
  return {
    name,
    inputs,
    outputs: inputs.map((_, task) => task).filter((task) => taken[task] === 0),
  };
};
