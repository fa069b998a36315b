/**
 * Runs jobs one after the other, never one inside another: a job added by a job waits its turn. So
 * the stack stays flat however long a chain of synchronous work is, and what is added first is
 * done first. RxJS's `queueScheduler` does the same, but for all of a process together: a runner
 * that uses it would then wait for the run that called it.
 */
export class Trampoline {
  /** Each job, and behind it what it is called with: from `at` up to `end`. */
  private jobs: unknown[] = [];
  private at = 0;
  private end = 0;
  private isRunning = false;

  /** Does a job behind all that have been added before. */
  add(job: () => void): void;
  add<T>(job: (of: T) => void, of: T): void;
  add(job: (of: unknown) => void, of?: unknown): void {
    if (this.isRunning) this.put(job, of);
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
      if (this.end > 0) this.put(first, of);
      else first(of);
      while (this.end > 0) this.runNext();
    } finally {
      this.isRunning = false;
    }
  }

  // In place, for there are several jobs for each task, and mostly one or two wait.
  private put(job: (of: unknown) => void, of: unknown): void {
    this.jobs[this.end] = job;
    this.jobs[this.end + 1] = of;
    this.end += 2;
  }

  private runNext(): void {
    const { jobs, at } = this;
    const job = jobs[at] as (of: unknown) => void;
    const of = jobs[at + 1];
    jobs[at] = jobs[at + 1] = undefined;
    this.at += 2;
    if (this.at === this.end) this.at = this.end = 0;
    else if (this.at >= 1024 && this.at * 2 > this.end) {
      this.jobs = jobs.slice(this.at, this.end);
      this.end -= this.at;
      this.at = 0;
    }
    job(of);
  }
}
