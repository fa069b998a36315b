import type { Attributes, Context, SpanContext } from '@opentelemetry/api';

import type { RunEvent } from '../engine/events/event.js';
import type { Failure } from '../engine/failure.js';
import type { Graph } from '../graph/graph.js';
import { componentAttributes, componentOf, endOf, type IsLeft } from './attributes.js';
import type { OpenTelemetry } from './open-telemetry.js';
import { sourcesOf } from '../graph/sources.js';
import { at, begin, type Begun, exceptionOf, TaskSpan } from './task-span.js';

type Started = Extract<RunEvent, { type: 'run-started' }>;
type TaskEvent = Extract<RunEvent, { readonly task: string }>;
type AttemptStarted = Extract<RunEvent, { type: 'attempt-started' }>;

/** The spans of one run: of the run, in it those of its tasks, and in each of these its attempts. */
export class RunSpans {
  private readonly api: OpenTelemetry;
  private readonly graph: Graph;
  private readonly id: string;
  private readonly run: Begun;
  private readonly isLeft: () => boolean;
  private readonly tasks = new Map<string, TaskSpan>();
  /** Of tasks that have given values. */
  private readonly givers = new Map<string, SpanContext>();

  constructor(api: OpenTelemetry, event: Started, parent: Context, isLeft: IsLeft) {
    this.api = api;
    this.graph = event.graph;
    this.id = event.run;
    this.isLeft = () => isLeft(event.run);
    this.run = begin(api, `run ${event.graph.name}`, event, parent, {
      'mlpipeline.run.id': event.run,
      'mlpipeline.pipeline.name': event.graph.name,
    });
  }

  /** Whether anybody takes the spans: without an SDK, and in a run that is not sampled, nobody does. */
  get isRecording(): boolean {
    return this.run.span.isRecording();
  }

  /** Whether it has an identity that can be handed on. */
  get isTraced(): boolean {
    return this.api.isSpanContextValid(this.run.span.spanContext());
  }

  /**
   * The context in which an attempt's runner works; that of its task where it is about to be made elsewhere,
   * and has yet to begin; that of the run where nothing else has spans.
   */
  contextOf(task: string, attempt: number, time: number): Context {
    if (!this.isRecording) return this.run.context;
    return this.taskOf({ run: this.id, task, time }).contextOf(attempt);
  }

  take(event: RunEvent): void {
    switch (event.type) {
      case 'task-waiting':
        this.taskOf(event);
        return;
      case 'attempt-started':
        this.attemptStarted(event);
        return;
      case 'attempt-log':
        this.note(event, 'log', { 'log.message': event.message });
        return;
      case 'attempt-failed':
        this.tasks.get(event.task)?.failed(event);
        return;
      case 'attempt-lost':
        this.tasks.get(event.task)?.lost(event);
        return;
      case 'teardown-failed':
        this.note(event, 'teardown failed', { 'exception.message': event.message });
        return;
      case 'task-repeated':
        this.tasks.get(event.task)?.repeated(event);
        return;
      case 'task-finished':
        this.finished(event);
        return;
      case 'task-failed':
        this.end(event, 'failed', event.failure);
        return;
      case 'task-skipped':
        this.end(event, 'skipped', undefined, { 'mlpipeline.task.cause': event.cause.task });
        return;
      case 'task-omitted':
        this.end(event, 'omitted', undefined, {
          'mlpipeline.task.reason': event.reason,
          'mlpipeline.task.origin': event.origin,
        });
        return;
      case 'task-cancelled':
        this.end(event, endOf('cancelled', this.isLeft()));
        return;
      case 'task-superseded':
        this.end(event, 'superseded');
        return;
      case 'task-kept':
        this.givers.set(event.task, this.taskOf(event).span.spanContext());
        this.end(
          event,
          'kept',
          undefined,
          event.from ? { 'mlpipeline.kept.from': event.from } : {},
        );
        return;
      case 'task-noted':
        this.taskOf(event).note('note', event, { 'log.message': event.message });
        return;
      case 'stray-failure':
        this.run.span.recordException(exceptionOf(event.error, event.message), at(event));
        return;
      case 'sink-failed':
        this.run.span.addEvent('sink failed', { 'exception.message': event.message }, at(event));
        return;
      case 'run-finished':
        this.runFinished(event);
        return;
      case 'run-started':
      case 'attempt-progress':
      case 'attempt-part':
      case 'task-restarted':
      case 'inputs-changed':
      case 'run-settled':
    }
  }

  /** The span of a task, from when all that it takes is there. */
  private taskOf(event: Pick<TaskEvent, 'run' | 'task' | 'time'>): TaskSpan {
    const { task } = event;
    const before = this.tasks.get(task);
    if (before !== undefined) return before;
    const links = sourcesOf(this.graph, task).flatMap((source) => this.givers.get(source) ?? []);
    const attributes = {
      ...componentAttributes(this.graph, task),
      'mlpipeline.run.id': event.run,
      'mlpipeline.task.name': task,
    };
    const begun = begin(this.api, task, event, this.contextAround(task), attributes, links);
    const made = new TaskSpan(this.api, begun);
    this.tasks.set(task, made);
    return made;
  }

  // Of `read[3]/ocr` the attempt of `read[3]`, of that the one of `read`.
  private contextAround(task: string): Context {
    let outer = task;
    for (;;) {
      const end = Math.max(outer.lastIndexOf('/'), outer.lastIndexOf('['));
      if (end < 0) return this.run.context;
      outer = outer.slice(0, end);
      const around = this.tasks.get(outer);
      if (around !== undefined) return around.contextOf();
    }
  }

  private attemptStarted(event: AttemptStarted): void {
    const { task, attempt } = event;
    const runner = event.runner ?? componentOf(this.graph, task)?.runner.name ?? '';
    const attributes = {
      'mlpipeline.run.id': event.run,
      'mlpipeline.task.name': task,
      'mlpipeline.attempt': attempt,
      'mlpipeline.runner.name': runner,
    };
    this.taskOf(event).started(`${task} #${attempt}`, attempt, event, attributes);
  }

  private note(
    event: Extract<RunEvent, { type: 'attempt-log' | 'teardown-failed' }>,
    name: string,
    attributes: Attributes,
  ): void {
    const task = this.tasks.get(event.task);
    if (task === undefined) this.run.span.addEvent(name, attributes, at(event));
    else task.note(name, event, attributes, event.attempt);
  }

  private finished(event: Extract<RunEvent, { type: 'task-finished' }>): void {
    const task = this.taskOf(event);
    this.givers.set(event.task, task.span.spanContext());
    task.endAttempt(event.attempt, event);
    this.end(event, 'finished');
  }

  // What had no span yet, since it never began, has one without length: so it is found in the trace.
  private end(event: TaskEvent, state: string, failure?: Failure, more: Attributes = {}): void {
    const attributes = { 'mlpipeline.task.state': state, ...more };
    this.taskOf(event).end(event, attributes, failure);
    this.tasks.delete(event.task);
  }

  private runFinished(event: Extract<RunEvent, { type: 'run-finished' }>): void {
    const { span } = this.run;
    span.setAttribute('mlpipeline.run.outcome', endOf(event.outcome, this.isLeft()));
    if (event.outcome === 'failed' || event.outcome === 'timeout') {
      span.setAttribute('error.type', event.outcome);
      span.setStatus({ code: this.api.SpanStatusCode.ERROR });
    }
    span.end(at(event));
  }
}
