import { withoutElements } from '../graph/component-at.js';

/** As much of an event, of a run or of a record of one, as tells how long attempts took. */
export interface TimedEvent {
  readonly type: string;
  /** Tells runs apart whose events are mixed, as those of items are. */
  readonly run?: string;
  /** In milliseconds. */
  readonly time: number;
  readonly task?: string;
  /** The number of the attempt, of a task that has finished of the one that gave its outputs. */
  readonly attempt?: number;
  /** Why a task was omitted. */
  readonly reason?: string;
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

/** The same for events that come one by one, and what they tell of conditions, lists and repetitions. */
export class DurationRecord {
  /** By the ways to tasks, without the places of elements: `read/ocr`. */
  readonly samples = new Map<string, number[]>();
  /** How often the conditions of tasks have held, and how often not. */
  readonly conditions = new Map<string, { held: number; failed: number }>();
  /** How many elements tasks have had, and how many rounds they have taken, each time. */
  readonly lengths = new Map<string, number[]>();
  readonly rounds = new Map<string, number[]>();
  private readonly mapped = new Set<string>();
  // Those that have yet to finish.
  private readonly runs = new Map<string, OpenRun>();

  add(event: TimedEvent): void {
    const { type, run: name = '', task = '', reason } = event;
    if (type === 'run-started' || type === 'run-finished') this.runs.delete(name);
    if (task === '') return;
    const run: OpenRun = this.runs.get(name) ?? {
      since: new Map(),
      elements: new Map(),
      repeats: new Map(),
    };
    this.runs.set(name, run);
    switch (type) {
      case 'attempt-started':
        run.since.set(task, [...before(run, task, event), event]);
        return;
      case 'task-repeated':
        this.attempt(run, task, event);
        run.repeats.set(task, (run.repeats.get(task) ?? 0) + 1);
        return;
      case 'task-finished':
        this.finished(run, task, event);
        return;
      case 'attempt-failed':
      case 'attempt-lost':
        leave(run, task, event);
        return;
      case 'task-kept':
        // It took no time, and of a list that was looked up nobody knows the length.
        if (task.endsWith(']')) this.finished(run, task, event);
        else this.condition(task, 'held');
        return;
      case 'task-failed':
        this.condition(task, 'held');
        return;
      case 'task-omitted':
        if (reason === 'condition') this.condition(task, 'failed');
        return;
      default:
    }
  }

  private finished(run: OpenRun, task: string, event: TimedEvent): void {
    const path = withoutElements(task);
    const isElement = task.endsWith(']');
    const elements = run.elements.get(task);
    const repeats = run.repeats.get(task);
    run.elements.delete(task);
    run.repeats.delete(task);
    this.condition(task, 'held');
    if (isElement) {
      const whole = task.slice(0, task.lastIndexOf('['));
      run.elements.set(whole, (run.elements.get(whole) ?? 0) + 1);
      // A list that was empty was taken for a task of its own.
      if (!this.mapped.has(path)) this.samples.delete(path);
      this.mapped.add(path);
    } else if (elements !== undefined || this.mapped.has(path))
      push(this.lengths, path, elements ?? 0);
    if (repeats !== undefined) push(this.rounds, path, repeats + 1);
    if (isElement || !this.mapped.has(path)) this.attempt(run, task, event);
  }

  private attempt({ since }: OpenRun, task: string, { attempt, time }: TimedEvent): void {
    const begun = since.get(task) ?? [];
    const start = begun.find((one) => one.attempt === attempt) ?? begun.at(-1);
    // A clock that was set back makes a time below nothing.
    if (start !== undefined)
      push(this.samples, withoutElements(task), Math.max(0, time - start.time));
    since.delete(task);
  }

  private condition(task: string, how: 'held' | 'failed'): void {
    if (task.endsWith(']')) return;
    const path = withoutElements(task);
    const known = this.conditions.get(path) ?? { held: 0, failed: 0 };
    known[how] += 1;
    this.conditions.set(path, known);
  }
}

interface OpenRun {
  /** The starts of attempts at work: with `hedge` of two. */
  readonly since: Map<string, readonly TimedEvent[]>;
  /** How many elements of tasks have ended, and how often tasks were repeated. */
  readonly elements: Map<string, number>;
  readonly repeats: Map<string, number>;
}

// A task that is run anew has its first attempt again.
const before = ({ since }: OpenRun, task: string, { attempt = 1 }: TimedEvent) =>
  (since.get(task) ?? []).filter((one) => (one.attempt ?? 1) < attempt);

const leave = ({ since }: OpenRun, task: string, { attempt }: TimedEvent): void => {
  const left = (since.get(task) ?? []).filter((one) => one.attempt !== attempt);
  if (left.length === 0) since.delete(task);
  else since.set(task, left);
};

const push = (all: Map<string, number[]>, path: string, value: number): void => {
  const known = all.get(path);
  if (known === undefined) all.set(path, [value]);
  else known.push(value);
};
