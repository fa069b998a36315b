import type { FinishedTask, History } from '../../store/store.js';

export interface RunWork {
  /** What its tasks took, in milliseconds: of those from the cache what they took when they were run. */
  readonly work: number;
  readonly tasks: number;
  /** How many of them came from the cache. */
  readonly kept: number;
}

/** How long what a run is made of takes, in whichever run it was made. */
export const workOf = async (
  history: History,
  tasks: readonly FinishedTask[],
): Promise<RunWork> => {
  const known = new Map<string, Promise<readonly FinishedTask[]>>();
  const tasksOf = (run: string): Promise<readonly FinishedTask[]> => {
    const before = known.get(run);
    if (before !== undefined) return before;
    // That run may be pruned.
    const all = history.tasks(run).catch(() => []);
    known.set(run, all);
    return all;
  };
  const madeIn = async (task: FinishedTask): Promise<FinishedTask> => {
    if (task.from === undefined) return task;
    const slash = task.from.indexOf('/');
    const [run, name] = [task.from.slice(0, slash), task.from.slice(slash + 1)];
    const source = (await tasksOf(run)).find((one) => one.task === name);
    return source === undefined || source.from === task.from ? task : madeIn(source);
  };
  const made = await Promise.all(tasks.map(madeIn));
  return {
    work: made.reduce((sum, { started, ended }) => sum + (ended - started), 0),
    tasks: tasks.length,
    kept: tasks.filter(({ from }) => from !== undefined).length,
  };
};
