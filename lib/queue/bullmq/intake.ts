import type { Job } from 'bullmq';

import { messageOf } from '../../diagnostics/thrown.js';
import type { TaskQueues } from './task-queues.js';
import { QueueTurns } from './queue-turns.js';

/** What is done with what is fetched. */
export interface Taking {
  /** How many more can be taken. */
  readonly room: () => number;
  /** Takes one from the queue of that key. */
  readonly take: (key: string, job: Job) => void;
  readonly failed: (why: string) => void;
}

/** Fetches jobs in turn over the queues that hold something, while there is room: nothing is fetched ahead. */
export class Intake {
  private readonly queues: TaskQueues;
  private readonly taking: Taking;
  private readonly turns = new QueueTurns();
  /** Queues that may hold something: a worker may know thousands. */
  private readonly filled = new Set<string>();
  private isAsked = false;
  private isAtIt = false;

  constructor(queues: TaskQueues, taking: Taking) {
    this.queues = queues;
    this.taking = taking;
  }

  /** What it has asked for may be held. */
  get isFetching(): boolean {
    return this.isAtIt;
  }

  /** There may be something in any of them. */
  fetchAny(): void {
    this.fetch(this.queues.keys);
  }

  /** There is room, or there may be something in those that are named as well. */
  fetch(keys: readonly string[] = []): void {
    for (const key of keys) this.filled.add(key);
    this.isAsked = true;
    if (!this.isAtIt) void this.fetchAll();
  }

  private async fetchAll(): Promise<void> {
    this.isAtIt = true;
    try {
      while (this.isAsked && this.taking.room() > 0) {
        this.isAsked = false;
        await this.fetchSome();
      }
    } catch (error) {
      this.taking.failed(`no task can be taken: ${messageOf(error)}`);
    } finally {
      this.isAtIt = false;
    }
  }

  private async fetchSome(): Promise<void> {
    const asked = [...this.filled];
    this.filled.clear();
    const waiting = await this.queues.waiting(asked);
    for (const key of waiting.keys()) this.filled.add(key);
    const keys = this.turns.deal(waiting, this.taking.room());
    const found = await this.queues.next(keys);
    const errors: unknown[] = [];
    for (const [at, one] of found.entries())
      if (one.status === 'rejected') errors.push(one.reason);
      else if (one.value !== undefined) {
        this.isAsked = true;
        this.taking.take(keys[at] ?? '', one.value);
      }
    for (const error of errors) {
      // What is no JSON is not even given: its lock runs out, and whoever waits for it has lost it.
      if (!(error instanceof SyntaxError)) throw error;
      this.isAsked = true;
      this.taking.failed(`a job cannot be read, and is not taken: ${error.message}`);
    }
  }
}
