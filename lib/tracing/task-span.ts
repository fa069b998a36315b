import type { Attributes, Context, Span, SpanContext } from '@opentelemetry/api';

import { messageOf } from '../diagnostics/thrown.js';
import type { RunEvent } from '../engine/events/event.js';
import type { Failure } from '../engine/failure.js';
import type { OpenTelemetry } from './open-telemetry.js';

type Timed = Pick<RunEvent, 'time'>;
type AttemptFailed = Extract<RunEvent, { type: 'attempt-failed' }>;
type TaskRepeated = Extract<RunEvent, { type: 'task-repeated' }>;
type AttemptLost = Extract<RunEvent, { type: 'attempt-lost' }>;

/** A span that has begun, and the context in which it is the one at hand. */
export interface Begun {
  readonly span: Span;
  readonly context: Context;
}

/** Begins a span in that of a context. */
export const begin = (
  { trace }: OpenTelemetry,
  name: string,
  event: Timed,
  parent: Context,
  attributes: Attributes,
  links: readonly SpanContext[] = [],
): Begun => {
  const span = trace
    .getTracer('mlpipeline')
    .startSpan(
      name,
      { startTime: at(event), attributes, links: links.map((context) => ({ context })) },
      parent,
    );
  return { span, context: trace.setSpan(parent, span) };
};

/** The span of a task, and in it those of its attempts that are at work. */
export class TaskSpan {
  readonly span: Span;
  private readonly context: Context;
  private readonly api: OpenTelemetry;
  /** By their numbers: with `hedge` there may be two. */
  private readonly attempts = new Map<number, Begun>();

  constructor(api: OpenTelemetry, { span, context }: Begun) {
    this.api = api;
    this.span = span;
    this.context = context;
  }

  /** The context of an attempt, by default of the last one; where it is not at work that of the task. */
  contextOf(attempt?: number): Context {
    const numbers = [...this.attempts.keys()];
    return this.attempts.get(attempt ?? numbers.at(-1) ?? 0)?.context ?? this.context;
  }

  started(name: string, attempt: number, event: Timed, attributes: Attributes): void {
    this.attempts.set(attempt, begin(this.api, name, event, this.context, attributes));
  }

  /** An attempt has failed, after which there may be another. */
  failed(event: AttemptFailed): void {
    const { attempt, failure, retryIn } = event;
    this.endAttempt(attempt, event, failure);
    if (retryIn === undefined) return;
    this.note('retry', event, {
      'mlpipeline.attempt': attempt,
      'mlpipeline.retry.delay': retryIn / 1000,
      'exception.message': failure.message,
    });
  }

  /** Whoever made an attempt is gone. */
  lost(event: AttemptLost): void {
    const { attempt, reason } = event;
    const span = this.attempts.get(attempt)?.span;
    span?.setAttribute('error.type', 'lost');
    span?.setStatus({ code: this.api.SpanStatusCode.ERROR, message: reason });
    this.endAttempt(attempt, event);
    this.note('lost', event, { 'mlpipeline.attempt': attempt, 'exception.message': reason });
  }

  /** A round of it is over, and another one follows. */
  repeated(event: TaskRepeated): void {
    this.endAttempts(event);
    this.note('repeat', event, { 'mlpipeline.round': event.round });
  }

  /** Something has happened in it, or in one of its attempts. */
  note(name: string, event: Timed, attributes: Attributes, attempt?: number): void {
    const { span } = this.attempts.get(attempt ?? 0) ?? this;
    span.addEvent(name, attributes, at(event));
  }

  endAttempt(attempt: number, event: Timed, failure?: Failure): void {
    const begun = this.attempts.get(attempt);
    if (begun === undefined) return;
    this.attempts.delete(attempt);
    if (failure !== undefined) {
      begun.span.recordException(exceptionOf(failure.cause, failure.message), at(event));
      this.fail(begun.span, failure);
    }
    begun.span.end(at(event));
  }

  /** Ends it with all attempts that are at work. */
  end(event: Timed, attributes: Attributes, failure?: Failure): void {
    this.endAttempts(event, failure);
    this.span.setAttributes(attributes);
    if (failure !== undefined) this.fail(this.span, failure);
    this.span.end(at(event));
  }

  private endAttempts(event: Timed, failure?: Failure): void {
    for (const attempt of this.attempts.keys()) this.endAttempt(attempt, event, failure);
  }

  private fail(span: Span, { kind, cause, message }: Failure): void {
    span.setAttribute('error.type', cause instanceof Error ? cause.name : kind);
    span.setStatus({ code: this.api.SpanStatusCode.ERROR, message });
  }
}

export const at = ({ time }: Timed): Date => new Date(time);

export const exceptionOf = (
  error: unknown,
  message: string,
): { readonly name: string; readonly message: string; readonly stack?: string } => ({
  name: error instanceof Error ? error.name : 'Error',
  message: error instanceof Error ? messageOf(error) : message,
  ...(error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {}),
});
