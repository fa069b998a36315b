/**
 * Runs jobs one after the other, never one inside another: a job added by a job waits its turn. So
 * the stack stays flat however long a chain of synchronous work is, and what is added first is
 * done first.
 */
export class Trampoline {
  private jobs: (() => void)[] = [];
  private at = 0;
  private isRunning = false;
  private isClosed = false;

  add(job: () => void): void {
    if (this.isClosed) return;
    this.jobs.push(job);
    if (!this.isRunning) this.run();
  }

  /** Does a job at once; the jobs that it adds are done after it, not in the middle of it. */
  do(job: () => void): void {
    if (this.isRunning) job();
    else this.add(job);
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
      for (let job = this.jobs[this.at]; job !== undefined; job = this.jobs[this.at]) {
        this.at += 1;
        if (this.at === 1024) {
          this.jobs = this.jobs.slice(this.at);
          this.at = 0;
        }
        job();
      }
      this.clear();
    } finally {
      this.isRunning = false;
    }
  }
}
