import type { TaskData } from '../../sinks/report/report-data.js';
import { stateNames } from '../text/states.js';
import { attemptsOf, chainOf, startOf, workOf } from '../text/task-times.js';

/** Infinity included, of which subtraction makes NaN. */
const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

const names = new Intl.Collator('en', { numeric: true });

export const orders: Readonly<Record<string, (a: TaskData, b: TaskData) => number>> = {
  'by start': (a, b) => compare(startOf(a), startOf(b)),
  'longest first': (a, b) => workOf(b) - workOf(a),
  'by name': (a, b) => names.compare(a.name, b.name),
  'by depth': (a, b) => a.level - b.level,
};

/** What of the tasks is to be shown, and in which order. */
export interface Choice {
  readonly text: string;
  readonly order: string;
  /** Names of states, `retried` and `chain`; all where there is none. */
  readonly wanted: ReadonlySet<string>;
  readonly hasParts: boolean;
}

const wordsOf = ({ name, runner, state, failure }: TaskData): string =>
  `${name}\n${runner}\n${stateNames[state]}\n${failure?.message ?? ''}`.toLowerCase();

/** The places of the tasks that are chosen, in their order; parts stand below what they are of. */
export const chosenOf = (
  tasks: readonly TaskData[],
  chain: ReadonlySet<number>,
  { text, order, wanted, hasParts }: Choice,
): readonly number[] => {
  const words = text.trim().toLowerCase();
  const isWanted = (task: TaskData, place: number): boolean =>
    wanted.has(task.state) ||
    (wanted.has('retried') && attemptsOf(task) > 1) ||
    (wanted.has('chain') && chain.has(place));
  const chosen = [...tasks.keys()].filter((place) => {
    const task = tasks[place] as TaskData;
    return (
      (hasParts || words !== '' || wanted.size > 0 || task.within === undefined) &&
      (wanted.size === 0 || isWanted(task, place)) &&
      (words === '' || wordsOf(task).includes(words))
    );
  });
  return inOrder(tasks, chosen, orders[order] ?? (() => 0));
};

const inOrder = (
  tasks: readonly TaskData[],
  places: readonly number[],
  by: (a: TaskData, b: TaskData) => number,
): readonly number[] => {
  const isFlat = places.every((place) => tasks[place]?.within === undefined);
  if (isFlat)
    return places.toSorted((a, b) => by(tasks[a] as TaskData, tasks[b] as TaskData) || a - b);
  const chains = new Map(places.map((place) => [place, chainOf(tasks, place)]));
  return places.toSorted((a, b) => {
    const [one = [], other = []] = [chains.get(a), chains.get(b)];
    const at = one.findIndex((place, depth) => place !== other[depth]);
    const [x, y] = at < 0 ? [] : [one[at], other[at]];
    if (x === undefined || y === undefined) return one.length - other.length;
    return by(tasks[x] as TaskData, tasks[y] as TaskData) || x - y;
  });
};
