import type { Run } from '../../engine/run/run.js';
import type { Values } from '../../engine/events/event.js';

/** A run that lasts, held by whoever started or resumed it. */
export interface DurableRun {
  readonly id: string;
  readonly run: Run;
  /**
   * The outputs, when all that came of the run is committed. Rejects with a `RunError` where the run
   * does not come to them. Where nobody asks for it a failure is no unhandled rejection.
   */
  readonly outputs: Promise<Values>;
  /**
   * Stops it and lets it go, to be resumed: in the store it stands as if this process had been killed.
   * `outputs` rejects when that is so.
   */
  readonly leave: () => void;
}
