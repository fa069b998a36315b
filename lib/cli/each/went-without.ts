import { visible } from '../../diagnostics/visible.js';
import { counted, quoted } from '../../diagnostics/wording.js';
import type { Sink } from '../../engine/events/event.js';
import type { Failure } from '../../engine/failure.js';
import { cutMessage } from '../../sinks/values/cut-message.js';

/** Items that are done though a task of theirs failed, whose result alone would not tell: they are counted. */
export class WentWithout {
  private count = 0;
  private first: { readonly place: string; readonly failure: Failure } | undefined;

  /** For the run of one item. */
  sinkFor(place: string): Sink {
    let failure: Failure | undefined;
    return (event) => {
      if (event.type === 'task-failed') failure ??= event.failure;
      if (event.type !== 'run-finished' || event.outcome !== 'done' || failure === undefined)
        return;
      this.count += 1;
      this.first ??= { place, failure };
    };
  }

  /** Empty where there is none. */
  get text(): string {
    if (this.first === undefined) return '';
    const { place, failure } = this.first;
    const all = this.count === 1 ? '1 item is' : `${counted(this.count, 'item')} are`;
    return `${all} done although tasks of theirs failed; first ${quoted(failure.task)} of ${visible(place)}: ${visible(cutMessage(failure.message))}`;
  }
}
