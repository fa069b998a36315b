import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';

/** In milliseconds. */
const longestTurn = 10;

/**
 * Lets others have a turn, where they have had none for some milliseconds: to be awaited between pieces of a
 * long computation. Those that wait at once go on one after the other, each in a turn of its own.
 */
export class EventLoopTurns {
  private readonly now: () => number;
  private last: number;
  private behind: Promise<void> = Promise.resolve();

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
    this.last = now();
  }

  readonly take = async (): Promise<void> => {
    if (this.now() - this.last < longestTurn) return;
    const before = this.behind;
    this.behind = before.then(async () => {
      await setImmediate();
      this.last = this.now();
    });
    await this.behind;
  };

  /** What comes of each, in their order. */
  async each<T, R>(all: readonly T[], act: (one: T, at: number) => R): Promise<R[]> {
    const made: R[] = [];
    for (const [at, one] of all.entries()) {
      made.push(act(one, at));
      await this.take();
    }
    return made;
  }
}
