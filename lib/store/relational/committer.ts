import type { Database, Durability, Work } from '../database/database.js';

interface Pending {
  readonly durability: Durability;
  readonly work: () => Work<void>;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** How many pieces of work at most stand in one transaction. */
const most = 500;

/**
 * Writes what comes within one turn of the event loop, and while another write is on its way, in one
 * transaction: what makes it last is what costs. Work that is refused, such as that of a lost lease, changes
 * nothing and throws nothing, for it would undo its neighbours: it tells its caller by itself.
 */
export class Committer {
  private readonly database: Database;
  private pending: Pending[] = [];
  private writing: Promise<void> | undefined;

  constructor(database: Database) {
    this.database = database;
  }

  write<T>(durability: Durability, work: () => Work<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      let result: T;
      this.pending.push({
        durability,
        *work() {
          result = yield* work();
        },
        done: () => {
          resolve(result);
        },
        failed: reject,
      });
      this.writing ??= this.run();
    });
  }

  /** Resolves when all that was asked for is written. */
  async idle(): Promise<void> {
    while (this.writing !== undefined) await this.writing;
  }

  private async run(): Promise<void> {
    // The end of a task is told to all who wait for its slot within this turn: what they give at once
    // goes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.pending.length > 0) {
      const batch = this.pending.splice(0, most);
      try {
        await this.database.write(
          batch.some(({ durability }) => durability === 'full') ? 'full' : 'normal',
          function* () {
            for (const { work } of batch) yield* work();
          },
        );
        for (const { done } of batch) done();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    this.writing = undefined;
  }
}
