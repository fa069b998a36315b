import { messageOf } from '../diagnostics/thrown.js';
import { quoted } from '../diagnostics/wording.js';

export interface Closing {
  readonly close: () => void;
}

/** What is made once, when it is asked for, and lasts as long as a run does, or all items of `each`. */
export class Lifetime {
  // A pipeline may be run for many items, and mostly keeps nothing.
  private kept: Map<string, Closing> | undefined;
  private isOver = false;

  /** What is kept by that key, or else what `make` makes. Of what nobody closes any more, nothing is made. */
  readonly keep = <T extends Closing>(key: string, make: () => T): T => {
    if (this.isOver) throw new Error('the run has ended');
    const kept = this.kept?.get(key) as T | undefined;
    if (kept !== undefined) return kept;
    const made = make();
    (this.kept ??= new Map()).set(key, made);
    return made;
  };

  /** Closes all, whatever the closing of one of them throws. */
  end(): void {
    this.isOver = true;
    for (const [key, one] of this.kept ?? [])
      try {
        one.close();
      } catch (error) {
        process.emitWarning(`closing ${quoted(key)} failed: ${messageOf(error)}`);
      }
    this.kept = undefined;
  }
}
