import { shapeOf } from './shapes.js';

/** A graph of tasks that follow sources, each behind all that it takes values from. */
export interface LiveShape {
  readonly name: string;
  /** For each source, the tasks that take it: none of these takes anything else. */
  readonly sources: readonly (readonly number[])[];
  /** For each task, those whose values it takes; none for one that takes a source. */
  readonly inputs: readonly (readonly number[])[];
  /** The tasks whose values nobody takes. */
  readonly outputs: readonly number[];
  /** How many tasks follow from the first source, the one that changes. */
  readonly affected: number;
}

type Inputs = readonly (readonly number[])[];

/** One is split in two, which are joined, again and again. */
const diamonds = (size: number): Inputs =>
  Array.from({ length: 3 * Math.max(1, Math.round(size / 3)) }, (_, task) => {
    if (task < 2) return [];
    const at = task % 3;
    return at === 2 ? [task - 2, task - 1] : [task - at - 1];
  });

const perChain = 1000;

/** Chains of their own, each with a source of its own, of which one changes. */
const chains = (size: number): Inputs =>
  Array.from({ length: size }, (_, task) => (task % perChain === 0 ? [] : [task - 1]));

const outputsOf = (inputs: Inputs): readonly number[] => {
  const taken = new Uint8Array(inputs.length);
  for (const from of inputs) for (const task of from) taken[task] = 1;
  return inputs.map((_, task) => task).filter((task) => taken[task] === 0);
};

const ofOneSource = (name: string, inputs: Inputs): LiveShape => ({
  name,
  sources: [inputs.map((_, task) => task).filter((task) => inputs[task]?.length === 0)],
  inputs,
  outputs: outputsOf(inputs),
  affected: inputs.length,
});

export const liveShapeNames = ['chain', 'layered', 'wide', 'diamonds', 'chains'] as const;

export const liveShapeOf = (name: string, size: number): LiveShape => {
  if (name === 'diamonds') return ofOneSource(name, diamonds(size));
  if (name !== 'chains') return ofOneSource(name, shapeOf(name, size).inputs);
  const inputs = chains(size);
  return {
    name,
    sources: inputs.flatMap((from, task) => (from.length === 0 ? [[task]] : [])),
    inputs,
    outputs: outputsOf(inputs),
    affected: Math.min(perChain, size),
  };
};

/*
 * What a task makes of its values, in order, from a number of its own. Of a change by an odd number
 * it makes one by an odd number again, however often branches meet: no result is equal to the last,
 * and none stops the change.
 */
export const follow = (so: number, value: number): number => (Math.imul(so, 30) + value) | 0;

/** The source that a task takes; `undefined` for one that takes tasks. */
export const sourcesByTask = ({ sources, inputs }: LiveShape): readonly (number | undefined)[] => {
  const all = new Array<number | undefined>(inputs.length).fill(undefined);
  sources.forEach((tasks, source) => {
    for (const task of tasks) all[task] = source;
  });
  return all;
};
