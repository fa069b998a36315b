import { AssertionError } from 'node:assert';
import { inspect, type InspectOptions, isDeepStrictEqual } from 'node:util';

interface Frame {
  readonly frame: number;
  readonly notification: {
    readonly kind: 'N' | 'E' | 'C';
    readonly value?: unknown;
    readonly error?: unknown;
  };
}

/**
 * What a `TestScheduler` compares with; throws an `AssertionError` that tells both line by line, and what is
 * to be said besides.
 */
export const sameFrames = (actual: unknown, expected: unknown, note?: string): void => {
  if (isDeepStrictEqual(actual, expected)) return;
  let [is, ought] = [told(actual, inPart), told(expected, inPart)];
  // What is left out is where they differ.
  if (is === ought) [is, ought] = [told(actual, wholly), told(expected, wholly)];
  throw new AssertionError({
    message: `expected:\n${ought}\nactual:\n${is}\n${note === undefined ? '' : `${note}\n`}`,
    actual: is,
    expected: ought,
    // Not `deepStrictEqual`, for which Node adds a comparison of its own to the message.
    operator: 'sameFrames',
  });
};

const inPart: InspectOptions = { depth: 8 };
const wholly: InspectOptions = { depth: null, maxArrayLength: null, maxStringLength: null };

const told = (frames: unknown, how: InspectOptions): string =>
  Array.isArray(frames) && frames.every(isFrame)
    ? frames.map((frame) => line(frame, how)).join('\n') || '  nothing'
    : `  ${shown(frames, how)}`;

const isFrame = (value: unknown): value is Frame =>
  typeof value === 'object' && value !== null && 'frame' in value && 'notification' in value;

const line = (
  { frame, notification: { kind, value, error } }: Frame,
  how: InspectOptions,
): string => {
  const what = {
    N: () => shown(value, how),
    E: () => `error ${shown(error, how)}`,
    C: () => 'complete',
  };
  return `  ${frame} ms: ${what[kind]()}`;
};

// Where an error was made says nothing here.
const shown = (value: unknown, how: InspectOptions): string =>
  value instanceof Error
    ? `${value.name}: ${value.message}`
    : inspect(value, how).replaceAll('\n', '\n  ');
