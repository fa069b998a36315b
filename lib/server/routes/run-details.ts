import type { Failure } from '../../engine/failure.js';
import type { Values } from '../../engine/event.js';
import { plainValue } from '../../sinks/values/plain-value.js';
import type { ServedRun } from '../runs/served-run.js';

/** Of a value so much is told; the whole is at `/runs/{id}/values/{name}`. */
const mostCharacters = 8_000;
const mostFailures = 100;

export interface ToldFailure {
  readonly task: string;
  readonly kind: string;
  readonly attempt: number;
  readonly message: string;
}

export const failuresOf = (failures: Iterable<Failure>): readonly ToldFailure[] =>
  [...failures]
    .slice(0, mostFailures)
    .map(({ task, kind, attempt, message }) => ({ task, kind, attempt, message }));

const plain = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, plainValue(value, mostCharacters)]),
  );

/** A run with what went in, what came out, and what failed. */
export const runDetails = (run: ServedRun): Readonly<Record<string, unknown>> => ({
  ...run.wire,
  inputs: plain(run.inputs),
  ...(run.outputs === undefined ? {} : { outputs: plain(run.outputs) }),
  failures: failuresOf(run.failures.values()),
  values: [...run.values.keys()],
});
