import type { Values } from '../../engine/events/event.js';
import { plainValue } from '../../sinks/values/plain-value.js';
import type { ReadableRun, ToldFailure } from '../runs/readable-run.js';

/** Of a value so much is told; the whole is at `/runs/{id}/values/{name}`. */
const mostCharacters = 8_000;
const mostFailures = 100;

export const failuresOf = (failures: readonly ToldFailure[]): readonly ToldFailure[] =>
  failures
    .slice(0, mostFailures)
    .map(({ task, kind, attempt, message }) => ({ task, kind, attempt, message }));

const plain = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, plainValue(value, mostCharacters)]),
  );

/** A run with what went in, what came out, and what failed. */
export const runDetails = async (run: ReadableRun): Promise<Readonly<Record<string, unknown>>> => {
  const { inputs, outputs, failures, values } = await run.contents();
  return {
    ...run.wire,
    inputs: plain(inputs),
    ...(outputs === undefined ? {} : { outputs: plain(outputs) }),
    failures: failuresOf(failures),
    values,
  };
};
