import { readOf } from '../diagnostics/thrown.js';
import { quoted } from '../diagnostics/wording.js';

type Path = readonly string[];

// A missing `await` leaves a promise, a list of them (`pages.map(async …)`) or one in each record of a
// list. What is deeper is not looked for: all that is published is asked.
const deepest = 2;

/**
 * Where a value is or holds a promise: no task waits for one. The rejections of those found are taken
 * care of, since each would end the run.
 */
export const promiseIn = (value: unknown, depth = 0): Path | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  if (value instanceof Promise) {
    value.catch(() => undefined);
    return [];
  }
  if (depth === deepest) return undefined;
  let first: Path | undefined;
  const look = (key: string | number, part: unknown): void => {
    const path = promiseIn(part, depth + 1);
    if (path !== undefined) first ??= [String(key), ...path];
  };
  if (Array.isArray(value)) for (let at = 0; at < value.length; at += 1) look(at, value[at]);
  else if (isPlain(value)) for (const key of Object.keys(value)) look(key, readOf(value, key));
  return first;
};

const isPlain = (value: object): value is Readonly<Record<string, unknown>> => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** That a value is or holds a promise, in a sentence. */
export const notAwaited = (what: string, path: Path): string =>
  path.length === 0
    ? `${what} is a promise: \`await\` it`
    : `${what} holds a promise at ${quoted(path.join('.'))}: \`await\` it, or several with \`Promise.all\``;
