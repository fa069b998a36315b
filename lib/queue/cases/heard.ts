import { ok } from 'node:assert/strict';

import type { Subscription } from 'rxjs';

import type { Order, TaskQueue, Told } from '../task-queue.js';

const longest = 20_000;

export const until = async (what: string, holds: () => boolean): Promise<void> => {
  const end = Date.now() + longest;
  while (!holds()) {
    ok(Date.now() < end, `within ${longest / 1_000} s it did not come that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

/** What was told of an order, and how it has ended. */
export class Heard {
  readonly told: Told[] = [];
  error: unknown;
  isOver = false;
  private readonly subscription: Subscription;

  constructor(queue: TaskQueue, order: Order) {
    this.subscription = queue.handOver(order).subscribe({
      next: (told) => this.told.push(told),
      error: (error: unknown) => {
        this.error = error;
        this.isOver = true;
      },
      complete: () => {
        this.isOver = true;
      },
    });
  }

  cancel(): void {
    this.subscription.unsubscribe();
  }

  /** Without those that tell of a wait, which may come any number of times. */
  get types(): readonly string[] {
    return this.told.map(({ type }) => type).filter((type) => type !== 'waiting');
  }

  get values(): unknown {
    const done = this.told.find((one) => one.type === 'done');
    return done === undefined ? undefined : done.values;
  }

  begun(): Promise<void> {
    return until('an attempt begins', () => this.types.includes('begun'));
  }

  async ended(): Promise<this> {
    await until('an attempt ends', () => this.isOver);
    return this;
  }
}
