/** As much of an event, of a run or of a record of one, as tells how long attempts took. */
export interface TimedEvent {
  readonly type: string;
  /** Tells runs apart whose events are mixed, as those of items are. */
  readonly run?: string;
  /** In milliseconds. */
  readonly time: number;
  readonly task?: string;
}

/**
 * How long the attempts of tasks took that gave outputs, in milliseconds and in the order in which
 * they ended, from the events of one run or of several. Waits are no part of it.
 */
export const recordedDurations = (
  events: Iterable<TimedEvent>,
): ReadonlyMap<string, readonly number[]> => {
  const record = new DurationRecord();
  for (const event of events) record.add(event);
  return record.samples;
};

/** The same for events that come one by one. */
export class DurationRecord {
  readonly samples = new Map<string, number[]>();
  // By run, of those that have yet to finish.
  private readonly since = new Map<string, Map<string, number>>();

  add({ type, run = '', time, task = '' }: TimedEvent): void {
    if (type === 'run-started') this.since.set(run, new Map());
    else if (type === 'run-finished') this.since.delete(run);
    else if (type === 'attempt-started') this.startsOf(run).set(task, time);
    else if (type === 'task-finished') {
      const since = this.since.get(run)?.get(task);
      if (since === undefined) return;
      const known = this.samples.get(task);
      // A clock that was set back makes a time below nothing.
      const sample = Math.max(0, time - since);
      if (known === undefined) this.samples.set(task, [sample]);
      else known.push(sample);
    }
  }

  private startsOf(run: string): Map<string, number> {
    const starts = this.since.get(run) ?? new Map<string, number>();
    this.since.set(run, starts);
    return starts;
  }
}
