import type { Attributes, Meter } from '@opentelemetry/api';

import type { RunEvent, Sink } from '../engine/events/event.js';
import { withoutElements } from '../graph/component-at.js';
import { endOf, type IsLeft } from './attributes.js';
import type { OpenTelemetry } from './open-telemetry.js';

const states = {
  'task-finished': 'finished',
  'task-failed': 'failed',
  'task-skipped': 'skipped',
  'task-omitted': 'omitted',
  'task-cancelled': 'cancelled',
  'task-superseded': 'superseded',
  'task-kept': 'kept',
} as const;

const isEnd = (event: RunEvent): event is Extract<RunEvent, { type: keyof typeof states }> =>
  event.type in states;

const instrumentsOf = (meter: Meter) => ({
  runs: meter.createCounter('mlpipeline.runs', {
    unit: '{run}',
    description: 'Runs that have ended, by outcome',
  }),
  runDuration: meter.createHistogram('mlpipeline.run.duration', {
    unit: 's',
    description: 'How long runs take',
  }),
  activeRuns: meter.createUpDownCounter('mlpipeline.runs.active', {
    unit: '{run}',
    description: 'Runs at work',
  }),
  tasks: meter.createCounter('mlpipeline.tasks', {
    unit: '{task}',
    description: 'Tasks that have ended, by state',
  }),
  taskDuration: meter.createHistogram('mlpipeline.task.duration', {
    unit: 's',
    description:
      'How long tasks take from the start of their first attempt, waits between attempts included',
  }),
  wait: meter.createHistogram('mlpipeline.task.wait', {
    unit: 's',
    description: 'How long tasks wait for a slot or for resources',
  }),
  waiting: meter.createUpDownCounter('mlpipeline.tasks.waiting', {
    unit: '{task}',
    description: 'Tasks that wait for a slot or for resources',
  }),
  activeTasks: meter.createUpDownCounter('mlpipeline.tasks.active', {
    unit: '{task}',
    description: 'Tasks that have begun and not ended',
  }),
  retries: meter.createCounter('mlpipeline.retries', {
    unit: '{attempt}',
    description: 'Attempts that have failed and were followed by another',
  }),
  cacheHits: meter.createCounter('mlpipeline.cache.hits', {
    unit: '{task}',
    description: 'Tasks whose results still held or were kept, so that they did not run',
  }),
});

type Started = Extract<RunEvent, { type: 'run-started' }>;
type Instruments = ReturnType<typeof instrumentsOf>;

/** A sink that counts and measures; `undefined` where no SDK takes what it would give. */
export const runMetrics = (
  { metrics, createNoopMeter }: OpenTelemetry,
  isLeft: IsLeft,
): Sink | undefined => {
  const meter = metrics.getMeter('mlpipeline');
  if (meter.constructor === createNoopMeter().constructor) return undefined;
  const instruments = instrumentsOf(meter);
  const runs = new Map<string, RunMetrics>();
  return (event) => {
    if (event.type === 'run-started')
      runs.set(event.run, new RunMetrics(instruments, event, isLeft));
    else runs.get(event.run)?.take(event);
    if (event.type === 'run-finished') runs.delete(event.run);
  };
};

class RunMetrics {
  private readonly instruments: Instruments;
  private readonly pipeline: Attributes;
  private readonly startedAt: number;
  private readonly isLeft: () => boolean;
  private readonly waitingSince = new Map<string, number>();
  private readonly workingSince = new Map<string, number>();

  constructor(instruments: Instruments, { run, graph, time }: Started, isLeft: IsLeft) {
    this.instruments = instruments;
    this.pipeline = { 'mlpipeline.pipeline.name': graph.name };
    this.startedAt = time;
    this.isLeft = () => isLeft(run);
    instruments.activeRuns.add(1, this.pipeline);
  }

  take(event: RunEvent): void {
    const { instruments } = this;
    if (event.type === 'task-waiting') {
      if (this.waitingSince.has(event.task)) return;
      this.waitingSince.set(event.task, event.time);
      instruments.waiting.add(1, this.of(event.task));
    } else if (event.type === 'attempt-started') {
      this.endWait(event.task, event.time);
      if (this.workingSince.has(event.task)) return;
      this.workingSince.set(event.task, event.time);
      instruments.activeTasks.add(1, this.of(event.task));
    } else if (event.type === 'attempt-failed') {
      if (event.retryIn !== undefined) instruments.retries.add(1, this.of(event.task));
    } else if (event.type === 'run-finished')
      this.finished(endOf(event.outcome, this.isLeft()), event.time);
    else if (isEnd(event))
      this.ended(event.task, endOf(states[event.type], this.isLeft()), event.time);
  }

  private of(task: string): Attributes {
    return { ...this.pipeline, 'mlpipeline.component.name': withoutElements(task) };
  }

  private endWait(task: string, time: number): void {
    const since = this.waitingSince.get(task);
    if (since === undefined) return;
    this.waitingSince.delete(task);
    this.instruments.waiting.add(-1, this.of(task));
    this.instruments.wait.record((time - since) / 1000, this.of(task));
  }

  private ended(task: string, state: string, time: number): void {
    const attributes = this.of(task);
    const inState = { ...attributes, 'mlpipeline.task.state': state };
    this.endWait(task, time);
    this.instruments.tasks.add(1, inState);
    if (state === 'kept') this.instruments.cacheHits.add(1, attributes);
    const since = this.workingSince.get(task);
    if (since === undefined) return;
    this.workingSince.delete(task);
    this.instruments.activeTasks.add(-1, attributes);
    this.instruments.taskDuration.record((time - since) / 1000, inState);
  }

  private finished(outcome: string, time: number): void {
    const attributes = { ...this.pipeline, 'mlpipeline.run.outcome': outcome };
    this.instruments.activeRuns.add(-1, this.pipeline);
    this.instruments.runs.add(1, attributes);
    this.instruments.runDuration.record((time - this.startedAt) / 1000, attributes);
  }
}
