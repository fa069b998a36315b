import { inspect, types } from 'node:util';

import { shorten } from './wording.js';

/*
 * What is thrown or logged need not be what it should: properties may be missing, of any kind, or
 * getters that throw. Whoever tells of it reads it by these, which never throw.
 */

const mostParts = 5;
const deepest = 5;
const mostShown = 200;

/** Whether something is an error, also one of another realm. */
export const isError = (value: unknown): value is Error => {
  try {
    return value instanceof Error || types.isNativeError(value);
  } catch {
    return false;
  }
};

/** A property of what was thrown; `undefined` where it cannot be read. */
export const readOf = (value: unknown, key: string): unknown => {
  try {
    return (value as Readonly<Record<string, unknown>> | null | undefined)?.[key];
  } catch {
    return undefined;
  }
};

/** Anything as a text: a text as it is, an error by its message, all else as `console.log` shows it. */
export const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (isError(value)) return `${nameOf(value)}: ${messageOf(value)}`;
  try {
    return inspect(value, { breakLength: Infinity, compact: true });
  } catch {
    return 'a value that cannot be shown';
  }
};

export const nameOf = (error: unknown): string => {
  const name = readOf(error, 'name');
  return typeof name === 'string' && name !== '' ? name : 'Error';
};

export const stackOf = (error: unknown): string | undefined => {
  const stack = isError(error) ? readOf(error, 'stack') : undefined;
  return typeof stack === 'string' ? stack : undefined;
};

export const causeOf = (error: unknown): unknown =>
  isError(error) ? readOf(error, 'cause') : undefined;

/** The errors that one stands for, as an `AggregateError` does. */
export const errorsOf = (error: unknown): readonly unknown[] => {
  const errors = isError(error) ? readOf(error, 'errors') : undefined;
  return Array.isArray(errors) ? errors : [];
};

/** What an error says of itself, and those that it stands for; never empty. */
export const messageOf = (error: unknown): string => said(error, 1);

/** What an error says of itself, and in the same line what it was caused by. */
export const withCauses = (message: string, error: unknown): string => {
  let text = message;
  let cause = causeOf(error);
  for (let depth = 1; cause !== undefined && depth <= deepest; depth += 1) {
    const because = messageOf(cause);
    // Whoever wraps an error often repeats it. What has several lines fits into none.
    if (!text.includes(because) && !because.includes('\n')) text += `: ${because}`;
    cause = causeOf(cause);
  }
  return text;
};

const said = (error: unknown, depth: number): string => {
  const own = ownMessageOf(error);
  const errors = depth === deepest ? [] : errorsOf(error);
  const parts = errors
    .slice(0, mostParts)
    .map((one) => withCauses(said(one, depth + 1), one))
    .filter((part) => own?.includes(part) !== true);
  if (errors.length > mostParts) parts.push(`and ${errors.length - mostParts} more`);
  if (parts.length > 0) return [own ?? [], parts.join('; ')].flat().join(': ');
  return own ?? (isError(error) ? nameOf(error) : `${thrown(error)} was thrown`);
};

const ownMessageOf = (error: unknown): string | undefined => {
  if (typeof error === 'string') return error === '' ? undefined : error;
  // What a library throws in place of an error may have a message as well.
  const message = readOf(error, 'message');
  if (typeof message === 'string') return message === '' ? undefined : message;
  return isError(error) && message !== undefined ? shorten(textOf(message), mostShown) : undefined;
};

const thrown = (error: unknown): string => {
  switch (typeof error) {
    case 'string':
      return 'an empty string';
    case 'undefined':
      return 'undefined';
    case 'object':
      return shorten(textOf(error), mostShown);
    case 'function':
    case 'symbol':
      return `a ${typeof error}`;
    default:
      return `the ${typeof error} ${String(error)}`;
  }
};
