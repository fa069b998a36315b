import { visibleJson } from '../../diagnostics/visible.js';
import type { RunEvent, Sink } from '../../engine/events/event.js';
import type { Graph } from '../../graph/graph.js';
import { sourcesOf } from '../../graph/sources.js';
import { Lanes, type Place } from './lanes.js';

/** A sink that writes a trace, and what ends its text when all runs have ended. */
export interface ChromeTrace {
  readonly sink: Sink;
  readonly end: () => void;
}

/** One entry of the format: its phase, its place, and whatever belongs to that phase. */
interface Entry {
  readonly ph: string;
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly [more: string]: unknown;
}

interface OpenAttempt extends Place {
  readonly name: string;
}

interface OpenRun {
  readonly graph: Graph;
  /** By task, then by number. */
  readonly attempts: Map<string, Map<number, OpenAttempt>>;
  readonly waits: Set<string>;
  /** Where the slices of tasks that gave values ended, by task. */
  readonly givers: Map<string, { readonly lane: number; readonly ts: number }>;
}

// Two groups of rows: one row for each thing, and as many rows as there was at work at once.
const things = 1;
const lanesOfWork = 2;

/**
 * Writes runs in Chrome's trace format, which Perfetto (ui.perfetto.dev) and chrome://tracing show: an async
 * slice for the run, for each wait and each attempt; the attempts again on as few lanes as there were at
 * work at once, since flows, which show what took values from what, lead to slices of a thread alone; and
 * how much was at work and waiting. `write` is given one line after the other: what is there when a
 * process ends can be read as it is. Several runs, such as those of `each`, go into one trace.
 */
export const chromeTrace = (write: (line: string) => void): ChromeTrace => {
  const trace = new TraceWriter(write);
  return {
    sink: (event) => {
      trace.take(event);
    },
    end: () => {
      trace.end();
    },
  };
};

class TraceWriter {
  private readonly write: (line: string) => void;
  private readonly runs = new Map<string, OpenRun>();
  private readonly lanes = new Lanes();
  private hasBegun = false;
  private zero: number | undefined;
  private flows = 0;
  private atWork = 0;
  private waiting = 0;

  constructor(write: (line: string) => void) {
    this.write = write;
  }

  take(event: RunEvent): void {
    this.begin();
    this.zero ??= event.time;
    if (event.type === 'run-started') {
      this.runs.set(event.run, newRun(event.graph));
      this.slice('b', 'run', event.run, `run ${event.graph.name}`, event);
      return;
    }
    const run = this.runs.get(event.run);
    if (run !== undefined) this.takeOf(run, event);
  }

  end(): void {
    this.begin();
    this.write(
      JSON.stringify({
        ph: 'M',
        name: 'process_sort_index',
        pid: things,
        tid: 0,
        ts: 0,
        args: { sort_index: 1 },
      }),
    );
    this.write(']');
  }

  // Not before there is something to tell: what cannot be written is a failure of the sink.
  private begin(): void {
    if (this.hasBegun) return;
    this.hasBegun = true;
    this.write('[');
    this.nameGroup(things, 'runs, waits and attempts');
    this.nameGroup(lanesOfWork, 'at work at once');
  }

  private takeOf(run: OpenRun, event: RunEvent): void {
    switch (event.type) {
      case 'task-waiting':
        this.beginWait(run, event.task, event);
        return;
      case 'attempt-started':
        this.beginAttempt(run, event);
        return;
      case 'attempt-log':
        this.say(run, event);
        return;
      case 'attempt-failed':
        this.endAttempt(run, event.task, event.attempt, event, { failed: event.failure.message });
        return;
      case 'attempt-lost':
        this.endAttempt(run, event.task, event.attempt, event, { lost: event.reason });
        return;
      case 'task-repeated':
        this.endAttempts(run, event.task, event, {});
        return;
      case 'task-finished':
        this.give(run, event);
        this.endTask(run, event.task, event, {});
        return;
      case 'task-failed':
        this.endTask(run, event.task, event, { failed: event.failure.message });
        return;
      case 'task-kept':
      case 'task-skipped':
      case 'task-omitted':
      case 'task-cancelled':
      case 'task-superseded':
        this.endTask(run, event.task, event, { ended: event.type.slice('task-'.length) });
        return;
      case 'run-finished':
        this.slice('e', 'run', event.run, `run ${run.graph.name}`, event, {
          outcome: event.outcome,
        });
        this.runs.delete(event.run);
        return;
      default:
    }
  }

  private beginWait(run: OpenRun, task: string, event: RunEvent): void {
    if (run.waits.has(task)) return;
    run.waits.add(task);
    this.slice('b', 'wait', `${event.run} ${task}`, `${task} waits`, event);
    this.waiting += 1;
    this.count(event);
  }

  private endWait(run: OpenRun, task: string, event: RunEvent): void {
    if (!run.waits.delete(task)) return;
    this.slice('e', 'wait', `${event.run} ${task}`, `${task} waits`, event);
    this.waiting -= 1;
    this.count(event);
  }

  private beginAttempt(run: OpenRun, event: Extract<RunEvent, { type: 'attempt-started' }>): void {
    const { task, attempt } = event;
    this.endWait(run, task, event);
    const opened = { ...this.lanes.take(this.micros(event)), name: `${task} #${attempt}` };
    const attempts = run.attempts.get(task) ?? new Map<number, OpenAttempt>();
    run.attempts.set(task, attempts.set(attempt, opened));
    this.slice('b', 'attempt', idOf(event.run, task, attempt), opened.name, event);
    this.atWork += 1;
    this.count(event);
    for (const source of sourcesOf(run.graph, task)) this.flow(run, source, opened);
  }

  private flow({ givers }: OpenRun, source: string, { lane, start }: OpenAttempt): void {
    const giver = givers.get(source);
    if (giver === undefined) return;
    this.flows += 1;
    const flow = { cat: 'value', name: 'value', id: this.flows, pid: lanesOfWork };
    this.add({ ph: 's', ...flow, tid: giver.lane, ts: giver.ts });
    // To the slice around it, which begins there.
    this.add({ ph: 'f', bp: 'e', ...flow, tid: lane, ts: start });
  }

  private say(run: OpenRun, event: Extract<RunEvent, { type: 'attempt-log' }>): void {
    const lane = run.attempts.get(event.task)?.get(event.attempt)?.lane;
    if (lane === undefined) return;
    const { message } = event;
    const ts = this.micros(event);
    this.add({ ph: 'i', s: 't', cat: 'log', name: message, pid: lanesOfWork, tid: lane, ts });
  }

  private give(run: OpenRun, event: Extract<RunEvent, { type: 'task-finished' }>): void {
    const attempt = run.attempts.get(event.task)?.get(event.attempt);
    if (attempt === undefined) return;
    const ts = endOf(attempt, this.micros(event)) - 1;
    run.givers.set(event.task, { lane: attempt.lane, ts });
  }

  private endTask(run: OpenRun, task: string, event: RunEvent, args: object): void {
    this.endWait(run, task, event);
    this.endAttempts(run, task, event, args);
  }

  private endAttempts(run: OpenRun, task: string, event: RunEvent, args: object): void {
    for (const attempt of run.attempts.get(task)?.keys() ?? [])
      this.endAttempt(run, task, attempt, event, args);
    run.attempts.delete(task);
  }

  private endAttempt(
    run: OpenRun,
    task: string,
    attempt: number,
    event: RunEvent,
    args: object,
  ): void {
    const opened = run.attempts.get(task)?.get(attempt);
    if (opened === undefined) return;
    run.attempts.get(task)?.delete(attempt);
    const { lane, start: ts, name } = opened;
    const end = endOf(opened, this.micros(event));
    this.slice('e', 'attempt', idOf(event.run, task, attempt), name, event, args);
    const slice = { cat: 'attempt', name, pid: lanesOfWork, tid: lane, ts, dur: end - ts };
    this.add({ ph: 'X', ...slice, args: { run: event.run, ...args } });
    this.lanes.release({ lane, start: end });
    this.atWork -= 1;
    this.count(event);
  }

  private slice(
    ph: 'b' | 'e',
    cat: string,
    id: string,
    name: string,
    event: RunEvent,
    args: object = {},
  ): void {
    this.add({ ph, cat, id, name, pid: things, tid: 0, ts: this.micros(event), args });
  }

  private count(event: RunEvent): void {
    const args = { 'at work': this.atWork, waiting: this.waiting };
    this.add({ ph: 'C', name: 'attempts', pid: lanesOfWork, tid: 0, ts: this.micros(event), args });
  }

  private nameGroup(pid: number, name: string): void {
    this.add({ ph: 'M', name: 'process_name', pid, tid: 0, ts: 0, args: { name } });
  }

  private micros({ time }: RunEvent): number {
    return Math.round((time - (this.zero ?? time)) * 1000);
  }

  private add(entry: Entry): void {
    this.write(`${visibleJson(JSON.stringify(entry))},`);
  }
}

const newRun = (graph: Graph): OpenRun => ({
  graph,
  attempts: new Map(),
  waits: new Set(),
  givers: new Map(),
});

const idOf = (run: string, task: string, attempt: number): string => `${run} ${task} #${attempt}`;

// A slice without length could hold no flow.
const endOf = ({ start }: OpenAttempt, end: number): number => Math.max(end, start + 1);
