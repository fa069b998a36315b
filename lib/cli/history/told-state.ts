import { allEvents } from '../../store/all-events.js';
import type { History, RunState, RunSummary } from '../../store/store.js';
import { tasksOf } from './task-history.js';

/** `held`: something has failed, nothing is at work, and the run is open for tasks to be run again. */
export const toldState = async (history: History, run: RunSummary): Promise<RunState | 'held'> => {
  if (run.state !== 'running') return run.state;
  const { options } = await history.run(run.id);
  // One that may be held is kept as one that goes on, which would have ended.
  if (options['onFailure'] !== 'continue') return run.state;
  const ends = (await tasksOf(allEvents(history, run.id), run.state)).map(({ end }) => end);
  return ends.includes('failed') && !ends.includes('at work') ? 'held' : run.state;
};
