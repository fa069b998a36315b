import type { NamedText, ReportData, TaskData } from '../../sinks/report/report-data.js';
import { stateNames } from '../text/states.js';
import { attemptsOf, workOf } from '../text/task-times.js';

/** A value of each of two runs, as texts; absent where a run has none. */
export interface Pair {
  readonly name: string;
  readonly one: string | undefined;
  readonly other: string | undefined;
}

export const isSame = ({ one, other }: Pair): boolean => one === other;

const textsOf = (
  { texts }: ReportData,
  values: readonly NamedText[],
): ReadonlyMap<string, string> =>
  new Map(values.map(([name, place]) => [name, texts[place]?.[1] ?? '']));

const paired = (
  one: ReadonlyMap<string, string>,
  other: ReadonlyMap<string, string>,
): readonly Pair[] =>
  [...new Set([...one.keys(), ...other.keys()])].map((name) => ({
    name,
    one: one.get(name),
    other: other.get(name),
  }));

export const comparedValues = (
  one: ReportData,
  other: ReportData,
  which: 'inputs' | 'outputs',
): readonly Pair[] => paired(textsOf(one, one[which]), textsOf(other, other[which]));

/** A task in two runs. */
export interface ComparedTask {
  readonly name: string;
  readonly one: TaskData | undefined;
  readonly other: TaskData | undefined;
  /** Milliseconds at work in the other more than in the one. */
  readonly slower: number;
  /** What else is not the same. */
  readonly differs: readonly string[];
}

export const comparedTasks = (one: ReportData, other: ReportData): readonly ComparedTask[] => {
  const ones = new Map(one.tasks.map((task) => [task.name, task]));
  const others = new Map(other.tasks.map((task) => [task.name, task]));
  return [...new Set([...ones.keys(), ...others.keys()])].map((name) => {
    const [a, b] = [ones.get(name), others.get(name)];
    return {
      name,
      one: a,
      other: b,
      slower: (b === undefined ? 0 : workOf(b)) - (a === undefined ? 0 : workOf(a)),
      differs: a === undefined || b === undefined ? ['task'] : differences(one, a, other, b),
    };
  });
};

const differences = (
  one: ReportData,
  a: TaskData,
  other: ReportData,
  b: TaskData,
): readonly string[] => {
  const params = (data: ReportData, place: number | undefined): string | undefined =>
    place === undefined ? undefined : data.texts[place]?.[1];
  const outputs = paired(textsOf(one, a.outputs ?? []), textsOf(other, b.outputs ?? []));
  return [
    ...(a.state === b.state ? [] : [`${stateNames[a.state]}, then ${stateNames[b.state]}`]),
    ...(a.runner === b.runner ? [] : ['runner']),
    ...(params(one, a.params) === params(other, b.params) ? [] : ['params']),
    ...(attemptsOf(a) === attemptsOf(b) ? [] : ['attempts']),
    ...outputs.filter((pair) => !isSame(pair)).map(({ name }) => name),
  ];
};
