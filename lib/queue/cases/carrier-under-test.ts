import type { Graph } from '../../graph/graph.js';
import type { TaskQueue } from '../task-queue.js';

/** A carrier of attempts that nothing else uses. */
export interface CarrierUnderTest {
  /** A queue on it, as of a process of its own. */
  readonly open: () => Promise<TaskQueue>;
  /** Has the attempts of these graphs made, several at once, until it is closed, which hands back what is at work. */
  readonly work: (graphs: readonly Graph[]) => Promise<{ readonly close: () => Promise<void> }>;
  readonly close: () => Promise<void>;
}
