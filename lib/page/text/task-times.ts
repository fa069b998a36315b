import type { TaskData } from '../../sinks/report/report-data.js';

/** When it was first ready or at work; infinity where it never was. */
export const startOf = ({ attempts, waits }: TaskData): number =>
  Math.min(attempts[0]?.from ?? Infinity, waits[0]?.[1] ?? Infinity);

/** The time at work, in all attempts. */
export const workOf = ({ attempts, earlier }: TaskData): number =>
  attempts.reduce((sum, { from, to }) => sum + to - from, earlier?.work ?? 0);

/** How many there were, those that are left out among them. */
export const attemptsOf = ({ attempts, earlier }: TaskData): number =>
  attempts.length + (earlier?.attempts ?? 0);

/** What a wait is for: which of both is not free is not told. */
export const freeing = ({ resources }: TaskData): string =>
  resources === undefined ? 'a slot' : `a slot or ${Object.keys(resources).join(', ')}`;

/** From the task of the graph down to a part of it, by their places. */
export const chainOf = (tasks: readonly TaskData[], place: number): readonly number[] => {
  const within = tasks[place]?.within;
  return within === undefined ? [place] : [...chainOf(tasks, within), place];
};

/** The tasks that do the work themselves: those of which no part is shown. */
export const workingOf = (tasks: readonly TaskData[]): readonly TaskData[] => {
  const wholes = new Set(tasks.map(({ within }) => within));
  return tasks.filter((_, place) => !wholes.has(place));
};
