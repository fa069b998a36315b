/**
 * Runs jobs one after the other, never one inside another: a job added by a job waits its turn. So
 * the stack stays flat however long a chain of synchronous work is, and what is added first is
 * done first. RxJS's `queueScheduler` does the same, but for all of a process together: a runner
 * that uses it would then wait for the run that called it.
 */
export class Trampoline {
  /** Each job, and behind it what it is called with. */
  private jobs: unknown[] = [];
  private at = 0;
  private isRunning = false;

  /** Does a job behind all that have been added before. */
  add(job: () => void): void;
  add<T>(job: (of: T) => void, of: T): void;
  add(job: (of: unknown) => void, of?: unknown): void {
    if (this.isRunning) this.jobs.push(job, of);
    else this.run(job, of);
  }

  /** Does a job at once; the jobs that it adds are done after it, not in the middle of it. */
  do(job: () => void): void;
  do<T>(job: (of: T) => void, of: T): void;
  do(job: (of: unknown) => void, of?: unknown): void {
    if (this.isRunning) job(of);
    else this.run(job, of);
  }

  private run(first: (of: unknown) => void, of: unknown): void {
    this.isRunning = true;
    try {
      // One that threw has left others behind.
      if (this.jobs.length > 0) this.jobs.push(first, of);
      else first(of);
      if (this.jobs.length > 0) this.runAdded();
    } finally {
      this.isRunning = false;
    }
  }

  private runAdded(): void {
    while (this.at < this.jobs.length) {
      const job = this.jobs[this.at] as (of: unknown) => void;
      const of = this.jobs[this.at + 1];
      this.at += 2;
      if (this.at >= 1024 && this.at * 2 > this.jobs.length) {
        this.jobs = this.jobs.slice(this.at);
        this.at = 0;
      }
      job(of);
    }
    this.jobs = [];
    this.at = 0;
  }
}
