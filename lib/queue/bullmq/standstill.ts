import { quoted } from '../../diagnostics/wording.js';
import type { AttemptAtWork } from './attempt-at-work.js';
import type { LastWord } from './last-words.js';

/** Of the time that locks hold, the part for which a worker may stand still: on a busy machine what ends it takes seconds. */
const part = 0.6;

/** When a worker whose event loop stands still can be waited for no longer, and what is then said of its attempts. */
export class Standstill {
  private readonly attempts: ReadonlyMap<string, AttemptAtWork>;
  private readonly longest: number;
  private readonly moved: (at: number | undefined) => void;
  private last = Date.now();

  /** `moved` is told of each moment by which the event loop has to have gone round, in milliseconds since the epoch. */
  constructor(
    attempts: ReadonlyMap<string, AttemptAtWork>,
    lock: number,
    moved: (at: number | undefined) => void,
  ) {
    this.attempts = attempts;
    this.longest = lock * part;
    this.moved = moved;
  }

  /** The event loop goes round, or what is at work is other than it was. */
  readonly goesRound = (): void => {
    this.last = Date.now();
    const due = [...this.attempts.values()].flatMap((one) => one.due ?? []);
    this.moved(this.attempts.size === 0 ? undefined : Math.min(this.last + this.longest, ...due));
  };

  /**
   * What to tell of each attempt, and to say, where `guilty` computes without pause; `undefined` where
   * it may go on. Of one that is not known all are lost.
   */
  end(guilty: AttemptAtWork | undefined): Ending | undefined {
    const now = Date.now();
    const isLate = guilty?.due !== undefined && guilty.due <= now;
    const limit = this.last + this.longest;
    if (now < limit && !isLate) {
      this.moved(Math.min(limit, guilty?.due ?? Infinity));
      return undefined;
    }
    const seconds = Math.round(this.longest / 1_000);
    const whose = guilty === undefined ? 'a runner' : `the runner of ${quoted(guilty.data.task)}`;
    const blocks = 'blocks the event loop';
    const thread = '`thread: true` runs it in a thread of its own';
    const others = [...this.attempts.values()].filter((one) => one !== guilty);
    const reason = `its worker has ended: ${whose} there ${blocks}`;
    const isHandedBack = guilty !== undefined;
    const words = others.map((one) => one.lastWord({ type: 'lost', reason, isHandedBack }));
    if (guilty !== undefined)
      words.push(
        guilty.lastWord(
          isLate
            ? { type: 'timed-out', milliseconds: guilty.timeout ?? 0 }
            : {
                type: 'failed',
                error: {
                  name: 'Error',
                  message: `it blocks the event loop for longer than ${seconds} s, so its worker cannot respond: ${thread}`,
                  stack: undefined,
                  // It would do the same to another worker.
                  isFinal: true,
                  details: {},
                  cause: undefined,
                },
              },
        ),
      );
    return {
      words,
      said: `${whose} ${blocks}, ${isLate ? 'and its time is up' : `for longer than ${seconds} s`}: this worker is shutting down; ${thread}`,
    };
  }
}

/** How a worker ends that stands still. */
export interface Ending {
  readonly words: readonly LastWord[];
  readonly said: string;
}
