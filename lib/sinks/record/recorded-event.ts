import { type JsonGraph, toJson } from '../../drawing/json-graph.js';
import type { Common, RunEvent, Values } from '../../engine/events/event.js';
import {
  causeOf,
  errorsOf,
  isError,
  messageOf,
  nameOf,
  stackOf,
} from '../../diagnostics/thrown.js';
import type { Failure } from '../../engine/failure.js';
import type { Graph } from '../../graph/graph.js';
import { mostCharacters, plainValue } from '../values/plain-value.js';

/** An error that was thrown, and what it was caused by, as far down as it goes. */
export interface RecordedError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: RecordedError;
  /** Those that it stands for, as an `AggregateError` does, the first ten. */
  readonly errors?: readonly RecordedError[];
}

/** A failure as plain data. */
export type RecordedFailure = Omit<Failure, 'cause'> & {
  /** Absent where nothing was thrown, and where a skipped task names the failure of another. */
  readonly cause?: RecordedError;
};

type Recorded<E> = E extends { readonly graph: unknown }
  ? Omit<E, 'graph'> & { readonly graph: JsonGraph }
  : E extends { readonly failure: Failure }
    ? Omit<E, 'failure'> & { readonly failure: RecordedFailure }
    : E extends { readonly cause: Failure }
      ? Omit<E, 'cause'> & { readonly cause: RecordedFailure }
      : E extends { readonly error: unknown }
        ? Omit<E, 'error'> & { readonly error?: RecordedError }
        : E;

/**
 * An event as plain JSON data: the graph in the shape of `mlpipeline graph --format json`, errors by
 * name, message, stack and causes, values as far as JSON can say them. A file of events holds these.
 * In the record of many items each has an `item`: the one that the run is of.
 */
export type RecordedEvent = (Recorded<RunEvent> | ItemFailed) & { readonly item?: string };

/** In a record of many items: one that failed of which no run tells, since there is none, or it is done. */
export interface ItemFailed extends Common {
  readonly type: 'item-failed';
  readonly message: string;
  /** Whether it failed after its run was done: its outputs could not be written. */
  readonly hasRun: boolean;
}

/** The event as one of an item's run. */
export const ofItem = ({ run, ...others }: RecordedEvent, item: string): RecordedEvent => ({
  run,
  item,
  ...others,
});

// Of one graph there may be a million runs.
const drawn = new WeakMap<Graph, JsonGraph>();

const drawnOf = (graph: Graph): JsonGraph => {
  let json = drawn.get(graph);
  if (json === undefined) drawn.set(graph, (json = toJson(graph)));
  return json;
};

/** A recorded event of whose values, each, at most `most` characters of JSON text are kept. */
export const abridged = (event: RecordedEvent, most: number): RecordedEvent => {
  const values = (all: Values): Values =>
    // Not by assignment: a name may be `__proto__`.
    Object.fromEntries(Object.entries(all).map(([name, value]) => [name, plainValue(value, most)]));
  switch (event.type) {
    case 'run-started':
    case 'attempt-started':
    case 'inputs-changed':
      return { ...event, inputs: values(event.inputs) };
    case 'task-finished':
    case 'task-repeated':
    case 'run-settled':
    case 'run-finished':
      return { ...event, outputs: values(event.outputs) };
    case 'task-kept':
      return event.outputs === undefined ? event : { ...event, outputs: values(event.outputs) };
    case 'attempt-part':
      return { ...event, value: plainValue(event.value, most) };
    default:
      return event;
  }
};

/** The event as plain data. Of each value, at most `most` characters of its JSON text are kept. */
export const recorded = (told: RunEvent, most = mostCharacters): RecordedEvent => {
  // A line begins with what all have.
  const { run, sequence, time, ...others } = told;
  const event = { run, sequence, time, ...others } as RunEvent;
  switch (event.type) {
    case 'run-started':
      return abridged({ ...event, graph: drawnOf(event.graph) }, most);
    case 'attempt-failed':
    case 'task-failed':
      return { ...event, failure: recordedFailure(event.failure) };
    case 'task-skipped':
      // What was thrown stands at the task that failed; thousands may be skipped for it.
      return { ...event, cause: withoutCause(event.cause) };
    case 'stray-failure': {
      const { error, ...others } = event;
      return error === undefined ? others : { ...others, error: recordedError(error) };
    }
    default:
      return abridged(event, most);
  }
};

const withoutCause = ({ kind, task, attempt, message, final }: Failure): RecordedFailure => ({
  kind,
  task,
  attempt,
  message,
  final,
});

const recordedFailure = (failure: Failure): RecordedFailure => ({
  ...withoutCause(failure),
  ...(failure.cause === undefined ? {} : { cause: recordedError(failure.cause) }),
});

/** Causes may go round in a circle. */
const deepest = 10;
const mostErrors = 10;

const recordedError = (error: unknown, depth = 1): RecordedError => {
  if (!isError(error)) return { name: typeof error, message: messageOf(error) };
  const stack = stackOf(error);
  const cause = causeOf(error);
  const errors = errorsOf(error);
  return {
    name: nameOf(error),
    message: messageOf(error),
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined || depth === deepest ? {} : { cause: recordedError(cause, depth + 1) }),
    ...(errors.length === 0 || depth === deepest
      ? {}
      : { errors: errors.slice(0, mostErrors).map((one) => recordedError(one, deepest)) }),
  };
};
