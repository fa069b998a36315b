import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

import type { Component, ComponentInput } from '../graph/graph.js';
import { takesKind } from '../runners/codecs/is-assignable.js';
import { expectedBy, innermost, pathOf } from '../runners/codecs/refusal.js';
import { FinalError, isFinal } from '../runners/final-error.js';
import type { Ports } from '../runners/runner.js';
import { notAwaited, promiseIn } from '../runners/promise-in.js';
import { listed, quoted, shorten } from '../diagnostics/wording.js';
import type { Values } from './events/event.js';
import { AttemptTimeoutError } from './attempts/attempt-timeout-error.js';
import { messageOf } from '../diagnostics/thrown.js';
import { type Failure, FailureError } from './failure.js';
import { TooLongWait } from './attempts/too-long-wait.js';

/** What a port gets or gives that it does not take; no further attempt would mend it. */
export class PortValueError extends FinalError {}

/** What a runner gives that is not what was asked of it. */
export class OutputsError extends Error {}

const setOwn = (values: Record<string, unknown>, key: string, value: unknown): void => {
  // Assigning to `__proto__` would set the prototype.
  if (key === '__proto__')
    Object.defineProperty(values, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  else values[key] = value;
};

/** Values by name, every name an own property. */
export const recordOf = (names: readonly string[], values: readonly unknown[]): Values => {
  const record: Record<string, unknown> = {};
  for (let at = 0; at < names.length; at += 1) setOwn(record, names[at] ?? '', values[at]);
  return record;
};

const portOf = (ports: Ports | undefined, name: string): t.Mixed | undefined =>
  ports !== undefined && Object.hasOwn(ports, name) ? ports[name] : undefined;

/** Whether a value is what a codec that transforms makes of others: decoding is for those. */
const isDecoded = (codec: t.Mixed | undefined, value: unknown): boolean =>
  codec !== undefined && codec.encode !== t.identity && codec.is(value);

const decoded = (
  codec: t.Mixed | undefined,
  value: unknown,
  component: string,
  port: string,
  gapsOf?: string,
): unknown => {
  if (codec === undefined) return value;
  const result = codec.decode(value);
  if (E.isRight(result)) return result.right;
  // What another task has published may be.
  if (isDecoded(codec, value)) return value;
  throw new PortValueError(
    `port ${quoted(`${component}.${port}`)} takes ${refusal(codec, value, result.left, gapsOf)}`,
  );
};

/** "number, not a list": what a codec takes and was given, where in the value that is known. */
const refusal = (codec: t.Mixed, value: unknown, errors: t.Errors, gapsOf?: string): string => {
  const error = innermost(errors);
  const path = error === undefined ? [] : pathOf(error);
  const at = path.length > 0 && error !== undefined;
  const expected = (at ? expectedBy(error) : codec) as t.Mixed;
  const found = at ? error.value : value;
  const named = kindOf(found);
  // Refused for a reason of its own: what takes lists is not told that one is "not a list".
  const isOfKind = takesKind(expected, found) || error?.message !== undefined;
  const but =
    isOfKind && /^an? /.test(named)
      ? `, which ${named.replace(/^an?/, 'this')} is not`
      : `, not ${named}`;
  const isGap = gapsOf !== undefined && found === null && path.length <= 1;
  const gap = isGap ? `: it stands for an element of ${quoted(gapsOf)} that produced no value` : '';
  const why = error?.message === undefined ? gap : `: ${error.message}`;
  const head = at ? `${shorten(codec.name)}: expected ` : '';
  return `${head}${shorten(expected.name)}${at ? ` at ${quoted(path.join('.'))}` : ''}${but}${why}`;
};

/** Whether something can be values by name. */
export const isRecord = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What kind of thing a value is, in words. */
export const kindOf = (value: unknown): string => {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string') return `the string ${JSON.stringify(shorten(value, 40))}`;
  if (typeof value === 'number' || typeof value === 'boolean')
    return `the ${typeof value} ${String(value)}`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};

/**
 * V8 gives each new sequence of keys a hidden class, for records that have the same. Ports that are
 * named by their full references are those of one component alone: where it runs once, a record that is
 * a hash table from the start, as one without a prototype is, takes them in a third of the time and
 * the memory.
 */
const emptyFor = (inputs: Component['inputs'], isOneOfMany: boolean): Record<string, unknown> => {
  if (isOneOfMany) return {};
  for (const { port } of inputs)
    if (port.includes('.'))
      return Object.setPrototypeOf(Object.create(null), Object.prototype) as Record<
        string,
        unknown
      >;
  return {};
};

/**
 * The inputs of a component by port, in declared order, as the codecs of its runner read them;
 * `isOneOfMany` is whether the run is that of one of many items.
 */
export const inputValues = (
  { name, inputs, runner }: Component,
  values: readonly unknown[],
  isOneOfMany = false,
): Values => {
  const record = emptyFor(inputs, isOneOfMany);
  for (let at = 0; at < inputs.length; at += 1) {
    const { port, gapsOf } = inputs[at] as ComponentInput;
    setOwn(record, port, decoded(portOf(runner.inputs, port), values[at], name, port, gapsOf));
  }
  return record;
};

/** What a runner gave, by the names of the component's outputs; throws where something is missing. */
export const outputValues = (
  { name, outputs, runner, pipeline }: Component,
  given: unknown,
): Values => {
  if (outputs.length === 0) return {};
  if (typeof given !== 'object' || given === null)
    throw new OutputsError(
      `runner ${quoted(runner.name)} returned ${given === undefined ? 'nothing' : kindOf(given)}: expected an object of outputs by name`,
    );
  const record: Record<string, unknown> = {};
  let missing: string[] | undefined;
  for (const output of outputs) {
    if (!Object.hasOwn(given, output.port)) {
      // What a pipeline does not give is absent.
      if (pipeline === undefined) (missing ??= []).push(output.port);
      continue;
    }
    const value = (given as Values)[output.port];
    const promise = promiseIn(value);
    if (promise !== undefined)
      throw new PortValueError(
        notAwaited(`output ${quoted(output.port)} of runner ${quoted(runner.name)}`, promise),
      );
    const codec = portOf(runner.outputs, output.port);
    setOwn(
      record,
      output.name,
      isDecoded(codec, value) ? value : decoded(codec, value, name, output.name),
    );
  }
  if (missing !== undefined)
    throw new OutputsError(
      `runner ${quoted(runner.name)} did not return ${missing.length === 1 ? 'output' : 'outputs'} ${listed(missing, 'and', missing.length, quoted)}`,
    );
  return record;
};

/** What an attempt's error is as data. */
export const failureOf = (task: string, attempt: number, error: unknown): Failure => {
  if (!(error instanceof TooLongWait)) return plainFailure(task, attempt, error);
  const failure = plainFailure(task, attempt, error.error);
  return { ...failure, message: `${failure.message}; ${error.reason}` };
};

const plainFailure = (task: string, attempt: number, error: unknown): Failure => ({
  kind: kindOfFailure(error),
  task,
  attempt,
  message: messageOf(error),
  cause: error,
  final: error instanceof FailureError ? error.failure.final : isFinal(error),
});

const kindOfFailure = (error: unknown): Failure['kind'] => {
  if (error instanceof FailureError) return error.failure.kind;
  if (error instanceof AttemptTimeoutError) return 'timeout';
  if (error instanceof PortValueError) return 'bad-value';
  return error instanceof OutputsError ? 'no-outputs' : 'error';
};
