import type { Context } from '@opentelemetry/api';
import { Observable } from 'rxjs';

import type { Sink } from '../engine/events/event.js';
import { outcome } from '../engine/attempts/runner-call.js';
import type { Wrapper } from '../engine/wrappers/wrapper.js';
import type { IsLeft } from './attributes.js';
import { type OpenTelemetry, openTelemetry } from './open-telemetry.js';
import { runMetrics } from './run-metrics.js';
import { RunSpans } from './run-spans.js';

export { TracingError } from './open-telemetry.js';

/** Headers by name, in lower case, such as those of a request: `traceparent`, `tracestate`, `baggage`. */
export type TraceHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface TracingOptions {
  /**
   * The trace that runs belong to, as it came from outside: the headers of a request, or just
   * `{ traceparent }`. By default the span that is active where a run is started, else each run begins a
   * trace of its own.
   */
  readonly parent?: TraceHeaders | undefined;
}

/** What traces a run: both are given to it. One may serve any number of runs, at the same time too. */
export interface Tracing {
  /** Makes the spans and the metrics. */
  readonly sink: Sink;
  /** Hands the trace on to what runners call (`context.trace`), and makes an attempt's span the active one in it. */
  readonly wrapper: Wrapper;
}

export interface RunTracing extends Tracing {
  /**
   * The same for runs that a request starts: in the span that is active where this is called, such as that of
   * an instrumented server; else in the trace that the headers name; else as by default.
   */
  readonly forRequest: (headers: TraceHeaders) => Tracing;
  /**
   * Told of a run before it is stopped to be gone on with: it and what is stopped of it end as `interrupted`,
   * not as cancelled.
   */
  readonly leave: (run: string) => void;
}

/**
 * Traces runs through `@opentelemetry/api`. Where no SDK is set up it does nothing. Rejects with a
 * `TracingError` where the package is not installed.
 */
export const tracing = async ({ parent }: TracingOptions = {}): Promise<RunTracing> => {
  const api = await openTelemetry();
  const left = new Set<string>();
  const isLeft: IsLeft = (run) => left.has(run);
  const measure = runMetrics(api, isLeft);
  const tracedIn = (contextNow: () => Context): Tracing => {
    const { sink, wrapper } = traced(api, contextNow, isLeft);
    return {
      sink: (event) => {
        measure?.(event);
        sink(event);
        if (event.type === 'run-finished') left.delete(event.run);
      },
      wrapper,
    };
  };
  return {
    ...tracedIn(() => contextFrom(api, parent)),
    forRequest: (headers) => {
      const isNamed = Object.hasOwn(headers, 'traceparent');
      const active = api.trace.getActiveSpan() !== undefined;
      const context = active ? api.context.active() : contextFrom(api, isNamed ? headers : parent);
      return tracedIn(() => context);
    },
    leave: (run) => void left.add(run),
  };
};

const traced = (api: OpenTelemetry, contextNow: () => Context, isLeft: IsLeft): Tracing => {
  const runs = new Map<string, RunSpans>();
  return {
    sink: (event) => {
      if (event.type === 'run-started') {
        const spans = new RunSpans(api, event, contextNow(), isLeft);
        // One that is not recorded may still be handed on: it is not sampled, which others are to know.
        if (spans.isRecording || spans.isTraced) runs.set(event.run, spans);
        return;
      }
      const spans = runs.get(event.run);
      if (spans?.isRecording === true) spans.take(event);
      if (event.type === 'run-finished') runs.delete(event.run);
    },
    wrapper: (runner) => ({
      ...runner,
      run: (inputs, context) => {
        const { run, component, attempt, scheduler } = context;
        const spans = runs.get(run);
        if (spans === undefined) return runner.run(inputs, context);
        const active = spans.contextOf(component, attempt, scheduler.now());
        const own = withTrace(context, headersOf(api, active));
        return new Observable((subscriber) =>
          api.context.with(active, () => outcome(runner, inputs, own).subscribe(subscriber)),
        );
      },
    }),
  };
};

const contextFrom = ({ context, propagation }: OpenTelemetry, parent?: TraceHeaders): Context =>
  parent === undefined ? context.active() : propagation.extract(context.active(), parent);

const headersOf = (
  { propagation }: OpenTelemetry,
  active: Context,
): Readonly<Record<string, string>> => {
  const headers: Record<string, string> = {};
  propagation.inject(active, headers);
  return headers;
};

// A context makes what it is asked for when it is asked, and keeps it: a copy would make it twice.
const withTrace = <T extends object>(context: T, trace: Readonly<Record<string, string>>): T =>
  new Proxy(context, {
    get: (target, key) => (key === 'trace' ? trace : (Reflect.get(target, key) as unknown)),
  });
