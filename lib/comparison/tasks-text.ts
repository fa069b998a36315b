/** How many tasks a run has, and how many of them ended, as they are counted. */
interface Counted {
  readonly state: string;
  /** Not told where nobody knows them, as of a run that has just begun. */
  readonly tasks?: number | undefined;
  readonly tasksDone?: number | undefined;
  readonly tasksOmitted?: number | undefined;
  readonly tasksFailed?: number | undefined;
}

/**
 * How far a run is, as `4/5, 1 omitted`; of as many as have ended where it is not known how many there
 * are. Those that failed are told of a run that is done: any other says so itself.
 */
export const tasksText = (
  { state, tasks, tasksDone = 0, tasksOmitted = 0, tasksFailed = 0 }: Counted,
  number: (count: number) => string = String,
  of = '/',
): string =>
  [
    (tasks ?? 0) === 0 ? number(tasksDone) : `${number(tasksDone)}${of}${number(tasks ?? 0)}`,
    ...(tasksOmitted === 0 ? [] : [`${number(tasksOmitted)} omitted`]),
    ...(tasksFailed === 0 || state !== 'done' ? [] : [`${number(tasksFailed)} failed`]),
  ].join(', ');
