import type { Sink } from '../engine/event.js';
import type { ServedRun } from './runs/served-run.js';

/** In seconds, as Prometheus wants them. */
const bounds = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300, 1800];

type Labels = Readonly<Record<string, string>>;

const labelled = (name: string, labels: Labels): string => {
  const all = Object.entries(labels).map(
    ([key, value]) =>
      `${key}="${value.replace(/[\\"\n]/g, (one) => (one === '\n' ? '\\n' : `\\${one}`))}"`,
  );
  return all.length === 0 ? name : `${name}{${all.join(',')}}`;
};

class Counter {
  private readonly counts = new Map<string, number>();
  private readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  add(labels: Labels, by = 1): void {
    const key = labelled(this.name, labels);
    this.counts.set(key, (this.counts.get(key) ?? 0) + by);
  }

  lines(): string[] {
    return Array.from(this.counts, ([key, count]) => `${key} ${count}`);
  }
}

/** Distribution of durations, in the buckets that Prometheus adds up. */
class Durations {
  private readonly buckets: Counter;
  private readonly sums: Counter;
  private readonly counts: Counter;

  constructor(name: string) {
    this.buckets = new Counter(`${name}_bucket`);
    this.sums = new Counter(`${name}_sum`);
    this.counts = new Counter(`${name}_count`);
  }

  add(labels: Labels, seconds: number): void {
    for (const bound of bounds)
      this.buckets.add({ ...labels, le: String(bound) }, seconds <= bound ? 1 : 0);
    this.buckets.add({ ...labels, le: '+Inf' });
    this.sums.add(labels, seconds);
    this.counts.add(labels);
  }

  lines(): string[] {
    return [...this.buckets.lines(), ...this.sums.lines(), ...this.counts.lines()];
  }
}

const ends = {
  'task-finished': 'finished',
  'task-failed': 'failed',
  'task-skipped': 'skipped',
  'task-omitted': 'omitted',
  'task-cancelled': 'cancelled',
} as const;

/** What is counted of all runs, in the text format of Prometheus. */
export class Metrics {
  /** Runs that were refused, since too many waited. */
  refused = 0;
  watchers = 0;
  private readonly runs = new Counter('mlpipeline_runs_total');
  private readonly runSeconds = new Durations('mlpipeline_run_duration_seconds');
  private readonly tasks = new Counter('mlpipeline_tasks_total');
  private readonly taskSeconds = new Durations('mlpipeline_task_duration_seconds');

  runEnded({ pipeline, state, asked, ended = asked }: ServedRun): void {
    this.runs.add({ pipeline: pipeline.id, outcome: state });
    this.runSeconds.add({ pipeline: pipeline.id }, Math.max(0, ended - asked) / 1_000);
  }

  /** Of the tasks of one run; those within others are not counted. */
  sinkFor(pipeline: string): Sink {
    const started = new Map<string, number>();
    return (event) => {
      if (event.type === 'attempt-started') {
        if (!/[[/]/.test(event.task) && !started.has(event.task))
          started.set(event.task, event.time);
        return;
      }
      if (!(event.type in ends)) return;
      const { task, time, type } = event as { task: string; time: number; type: keyof typeof ends };
      if (/[[/]/.test(task)) return;
      this.tasks.add({ pipeline, state: ends[type] });
      const since = started.get(task);
      started.delete(task);
      if (since !== undefined)
        this.taskSeconds.add({ pipeline }, Math.max(0, time - since) / 1_000);
    };
  }

  text(runs: readonly ServedRun[]): string {
    const now = new Map<string, number>([
      ['waiting', 0],
      ['running', 0],
      ['held', 0],
    ]);
    for (const { state } of runs) if (now.has(state)) now.set(state, (now.get(state) ?? 0) + 1);
    const block = (name: string, type: string, help: string, lines: readonly string[]): string =>
      [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n');
    const gauges = Array.from(
      now,
      ([state, count]) => `mlpipeline_runs{state="${state}"} ${count}`,
    );
    return `${[
      block('mlpipeline_runs', 'gauge', 'Runs that have not ended, by state.', gauges),
      block('mlpipeline_runs_total', 'counter', 'Runs that have ended.', this.runs.lines()),
      block(
        'mlpipeline_run_duration_seconds',
        'histogram',
        'From when a run was asked for to its end.',
        this.runSeconds.lines(),
      ),
      block('mlpipeline_tasks_total', 'counter', 'What became of tasks.', this.tasks.lines()),
      block(
        'mlpipeline_task_duration_seconds',
        'histogram',
        'From the first attempt of a task to its end.',
        this.taskSeconds.lines(),
      ),
      block('mlpipeline_runs_refused_total', 'counter', 'Runs refused, since too many waited.', [
        `mlpipeline_runs_refused_total ${this.refused}`,
      ]),
      block('mlpipeline_watchers', 'gauge', 'Who watches runs.', [
        `mlpipeline_watchers ${this.watchers}`,
      ]),
    ].join('\n')}\n`;
  }
}
