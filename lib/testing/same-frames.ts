import { AssertionError } from 'node:assert';
import { inspect, isDeepStrictEqual } from 'node:util';

interface Frame {
  readonly frame: number;
  readonly notification: {
    readonly kind: 'N' | 'E' | 'C';
    readonly value?: unknown;
    readonly error?: unknown;
  };
}

/** What a `TestScheduler` compares with; throws an `AssertionError` that tells both line by line. */
export const sameFrames = (actual: unknown, expected: unknown): void => {
  if (isDeepStrictEqual(actual, expected)) return;
  const [is, ought] = [told(actual), told(expected)];
  throw new AssertionError({
    message: `what was expected:\n${ought}\nwhat there was:\n${is}\n`,
    actual: is,
    expected: ought,
    operator: 'deepStrictEqual',
  });
};

const told = (frames: unknown): string =>
  Array.isArray(frames) && frames.every(isFrame)
    ? frames.map(line).join('\n') || '  nothing'
    : `  ${inspect(frames)}`;

const isFrame = (value: unknown): value is Frame =>
  typeof value === 'object' && value !== null && 'frame' in value && 'notification' in value;

const line = ({ frame, notification: { kind, value, error } }: Frame): string => {
  const what = { N: () => inspect(value), E: () => `error ${shown(error)}`, C: () => 'complete' };
  return `  ${frame} ms: ${what[kind]()}`;
};

// Where it was made says nothing here.
const shown = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : inspect(error);
