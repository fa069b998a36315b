import type { FinishedTask } from '../store/store.js';

export interface RunWork {
  /** What its tasks took, in milliseconds: of those from the cache what they took when they were run. */
  readonly work: number;
  readonly tasks: number;
  /** How many of them came from the cache. */
  readonly kept: number;
}

/** The tasks of a run by its id. */
export type TasksOf = (run: string) => Promise<readonly FinishedTask[]>;

/** Asks once for the tasks of each run: those of many come from the same few. */
export const askedOnce = (tasksOf: TasksOf): TasksOf => {
  const known = new Map<string, ReturnType<TasksOf>>();
  return (run) => {
    const before = known.get(run);
    if (before !== undefined) return before;
    const asked = tasksOf(run);
    known.set(run, asked);
    return asked;
  };
};

/** How long what a run is made of takes, in whichever run it was made. */
export const workOf = async (
  tasksOf: TasksOf,
  tasks: readonly FinishedTask[],
): Promise<RunWork> => {
  const known = askedOnce(tasksOf);
  const madeIn = async (task: FinishedTask): Promise<FinishedTask> => {
    if (task.from === undefined) return task;
    const slash = task.from.indexOf('/');
    const [run, name] = [task.from.slice(0, slash), task.from.slice(slash + 1)];
    // None of a run that is pruned.
    const source = (await known(run)).find((one) => one.task === name);
    return source === undefined || source.from === task.from ? task : madeIn(source);
  };
  const made = await Promise.all(tasks.map(madeIn));
  return {
    work: made.reduce((sum, { started, ended }) => sum + (ended - started), 0),
    tasks: tasks.length,
    kept: tasks.filter(({ from }) => from !== undefined).length,
  };
};
