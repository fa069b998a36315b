import { expect } from 'chai';

import type { EventBody } from '../../lib/engine/events/event.js';
import type { Failure } from '../../lib/engine/failure.js';
import { TaskMetrics } from '../../lib/server/task-metrics.js';

const failure: Failure = {
  task: 'a',
  kind: 'error',
  attempt: 1,
  message: 'it broke',
  cause: new Error('it broke'),
  final: false,
};

/** The figures after these events, each of which comes a second after the one before. */
const figures = (metrics: TaskMetrics, events: readonly EventBody[]): readonly string[] => {
  const sink = metrics.sinkFor('p');
  events.forEach((event, at) => {
    sink({ run: 'r', sequence: at, time: at * 1_000, ...event });
  });
  return metrics
    .blocks()
    .flatMap((block) => block.split('\n'))
    .filter((line) => !line.startsWith('#') && !line.includes('_bucket'));
};

const waiting = (task: string): EventBody => ({ type: 'task-waiting', task });
const started = (task: string, attempt = 1): EventBody => ({
  ...{ type: 'attempt-started', task, attempt, inputs: {} },
});

describe('the metrics of tasks', () => {
  it('count what waits and what is at work, and measure both', () => {
    const metrics = new TaskMetrics();
    expect(
      figures(metrics, [waiting('a'), waiting('b'), waiting('b'), started('a')]),
    ).to.include.members([
      'mlpipeline_tasks_waiting{pipeline="p"} 1',
      'mlpipeline_tasks_active{pipeline="p"} 1',
      'mlpipeline_task_wait_seconds_sum{pipeline="p"} 3',
      'mlpipeline_task_wait_seconds_count{pipeline="p"} 1',
    ]);
  });

  it('count retries, lost attempts, hits of the cache, and what became of tasks', () => {
    const told = figures(new TaskMetrics(), [
      started('a'),
      { type: 'attempt-failed', task: 'a', attempt: 1, failure, retryIn: 0 },
      started('a', 2),
      { type: 'attempt-lost', task: 'a', attempt: 2, reason: 'it was killed' },
      started('a', 3),
      { type: 'task-finished', task: 'a', attempt: 3, outputs: {} },
      { type: 'task-kept', task: 'b', outputs: {} },
      // Parts of others are not counted.
      started('c[0]'),
    ]);
    expect(told).to.deep.equal([
      'mlpipeline_tasks_total{pipeline="p",state="finished"} 1',
      'mlpipeline_tasks_total{pipeline="p",state="kept"} 1',
      'mlpipeline_task_duration_seconds_sum{pipeline="p"} 5',
      'mlpipeline_task_duration_seconds_count{pipeline="p"} 1',
      'mlpipeline_tasks_active{pipeline="p"} 0',
      'mlpipeline_retries_total{pipeline="p"} 1',
      'mlpipeline_attempts_lost_total{pipeline="p"} 1',
      'mlpipeline_cache_hits_total{pipeline="p"} 1',
    ]);
  });

  it('forget what waits and works in a run that ends', () => {
    const told = figures(new TaskMetrics(), [
      waiting('a'),
      started('b'),
      { type: 'run-finished', outcome: 'cancelled', outputs: {} },
    ]);
    expect(told).to.include.members([
      'mlpipeline_tasks_waiting{pipeline="p"} 0',
      'mlpipeline_tasks_active{pipeline="p"} 0',
    ]);
  });
});
