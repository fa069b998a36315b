/**
 * Runs jobs one after the other, never one inside another: a job added by a job waits its turn. So
 * the stack stays flat however long a chain of synchronous work is, and what is added first is
 * done first. A job is a function and what it is called with: thousands wait at a time, and a
 * closure for each would cost more than the job.
 */
export class Trampoline {
  private jobs: unknown[] = [];
  private at = 0;
  private isRunning = false;
  private isClosed = false;

  add(job: () => void): void;
  add<T>(job: (on: T) => void, on: T): void;
  add(job: (on: unknown) => void, on?: unknown): void {
    if (this.isClosed) return;
    this.jobs.push(job, on);
    if (!this.isRunning) this.run();
  }

  /** Does a job at once; the jobs that it adds are done after it, not in the middle of it. */
  do<T>(job: (on: T) => void, on: T): void {
    if (this.isRunning) job(on);
    else this.add(job, on);
  }

  /** Forgets the jobs that wait, and all that come. */
  close(): void {
    this.isClosed = true;
    this.clear();
  }

  private clear(): void {
    this.jobs = [];
    this.at = 0;
  }

  private run(): void {
    this.isRunning = true;
    try {
      while (this.at < this.jobs.length) {
        const job = this.jobs[this.at] as (on: unknown) => void;
        const on = this.jobs[this.at + 1];
        this.at += 2;
        if (this.at >= 1024 && this.at * 2 > this.jobs.length) {
          this.jobs = this.jobs.slice(this.at);
          this.at = 0;
        }
        job(on);
      }
      this.clear();
    } finally {
      this.isRunning = false;
    }
  }
}
