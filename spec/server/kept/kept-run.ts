import type { KeptRun } from '../../../lib/store/store.js';

/** A run of a pipeline without tasks, as a store tells of it. */
export const keptRun = (more: Partial<KeptRun> = {}): KeptRun => ({
  ...{ id: 'r', pipeline: 'p', file: undefined, state: 'running', started: 1 },
  ...{
    ended: undefined,
    took: 0,
    tasksDone: 0,
    tasksOmitted: 0,
    tasksFailed: 0,
    tasks: 1,
    batch: undefined,
    holder: undefined,
  },
  declared: {
    ...{ hash: 'h', name: 'p', file: undefined },
    declaration: '{"name":"p","inputs":[],"outputs":[],"components":[]}',
  },
  ...{ inputs: new Map(), outputs: new Map(), seed: 1, options: {}, code: {}, events: 0 },
  ...more,
});
