import type { HandedOver } from './handed-over.js';
import type { Jobs } from './jobs.js';
import type { LastingOrders } from './lasting-orders.js';

/** Those jobs of an overseer that nobody waits for any more, until they are removed. */
export class EndedJobs {
  private readonly jobs: Jobs;
  private readonly lasting: LastingOrders;
  /** Those of runs that last, with when they were taken. */
  private readonly taken = new Map<HandedOver, number>();
  /** Those that are about to be removed. */
  private readonly leaving = new Set<string>();

  constructor(jobs: Jobs, lasting: LastingOrders) {
    this.jobs = jobs;
    this.lasting = lasting;
  }

  has(id: string): boolean {
    return this.leaving.has(id) || this.all.some((one) => one.id === id);
  }

  get all(): readonly HandedOver[] {
    return [...this.taken.keys()];
  }

  /** Its end was taken. It may have yet to be committed: who goes on with the run would find it. */
  async take(one: HandedOver): Promise<void> {
    if (one.written === undefined) await this.jobs.remove(one).catch(() => undefined);
    else this.taken.set(one, Date.now());
  }

  /** What its worker may still give is refused. */
  async letGo(one: HandedOver): Promise<void> {
    this.leaving.add(one.id);
    await this.cancel(one).catch(() => undefined);
    this.leaving.delete(one.id);
  }

  async cancel(one: HandedOver): Promise<void> {
    const { id, isAdded, written } = one;
    if (!isAdded) return;
    // What another overseer waits for now is not this one's to cancel.
    if (written !== undefined && (await this.lasting.takenOver(new Set([written.run]))).size > 0)
      return;
    await this.jobs.cancel(one);
    if (written !== undefined) await this.lasting.forget(written, id);
  }

  /** Those that were taken before. What fails is tried again at the next time. */
  async remove(before: number): Promise<void> {
    for (const [one, since] of this.taken)
      if (since <= before) await this.removeOne(one).catch(() => undefined);
  }

  private async removeOne(one: HandedOver): Promise<void> {
    await this.jobs.remove(one);
    if (one.written !== undefined) await this.lasting.forget(one.written, one.id);
    this.taken.delete(one);
  }
}
