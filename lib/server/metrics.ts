import type { Sink } from '../engine/events/event.js';
import { block, Counter, Durations } from './prometheus.js';
import type { ServedRun } from './runs/served-run.js';
import { TaskMetrics } from './task-metrics.js';
import type { WorkerThere } from './wire.js';

/** What is counted of all runs, in the text format of Prometheus. */
export class Metrics {
  /** Runs that were refused, since too many waited. */
  refused = 0;
  watchers = 0;
  private readonly runs = new Counter('mlpipeline_runs_total');
  private readonly runSeconds = new Durations('mlpipeline_run_duration_seconds');
  private readonly runWaits = new Durations('mlpipeline_run_wait_seconds');
  private readonly tasks = new TaskMetrics();

  runBegan({ pipeline, asked }: ServedRun): void {
    this.runWaits.add({ pipeline: pipeline.id }, Math.max(0, Date.now() - asked) / 1_000);
  }

  runEnded({ pipeline, state, asked, ended = asked }: ServedRun): void {
    this.runs.add({ pipeline: pipeline.id, outcome: state });
    this.runSeconds.add({ pipeline: pipeline.id }, Math.max(0, ended - asked) / 1_000);
  }

  /** Of the tasks of one run. */
  sinkFor(pipeline: string): Sink {
    return this.tasks.sinkFor(pipeline);
  }

  /** `workers` where tasks are handed over, and it can be told who takes them. */
  text(runs: readonly ServedRun[], workers: readonly WorkerThere[] | undefined): string {
    const now = new Map<string, number>([
      ['waiting', 0],
      ['running', 0],
      ['held', 0],
    ]);
    for (const { state } of runs) if (now.has(state)) now.set(state, (now.get(state) ?? 0) + 1);
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
        'Time from the request of a run to its end.',
        this.runSeconds.lines(),
      ),
      block(
        'mlpipeline_run_wait_seconds',
        'histogram',
        'Time from the request of a run to its start.',
        this.runWaits.lines(),
      ),
      ...this.tasks.blocks(),
      block('mlpipeline_runs_refused_total', 'counter', 'Runs refused, since too many waited.', [
        `mlpipeline_runs_refused_total ${this.refused}`,
      ]),
      block('mlpipeline_watchers', 'gauge', 'Clients that watch runs.', [
        `mlpipeline_watchers ${this.watchers}`,
      ]),
      ...(workers === undefined ? [] : workerBlocks(workers)),
    ].join('\n')}\n`;
  }
}

const workerBlocks = (workers: readonly WorkerThere[]): readonly string[] => {
  const attempts = workers.reduce((sum, { atWork }) => sum + atWork.length, 0);
  return [
    block('mlpipeline_workers', 'gauge', 'Workers that are available.', [
      `mlpipeline_workers ${workers.length}`,
    ]),
    block('mlpipeline_workers_attempts', 'gauge', 'Attempts at work at workers.', [
      `mlpipeline_workers_attempts ${attempts}`,
    ]),
  ];
};
