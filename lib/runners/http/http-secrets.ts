import { FinalError } from '../final-error.js';
import type { Answer } from './http-answer.js';
import { addressText } from './http-failure.js';
import { charsetOf, textOf } from './http-text.js';

/*
 * What was taken from the environment stays out of values, messages and stack traces.
 */

/** Throws where an answer repeats a secret, as services do for the sake of debugging. */
export const refuseSecrets = (answer: Answer, secrets: readonly string[]): void => {
  const { url, headers, body } = answer;
  // Of the headers this one alone goes into values.
  const told = [headers['content-type'] ?? '', body];
  // In another charset its bytes may be others.
  if (secrets.length > 0 && charsetOf(answer) !== undefined) told.push(textOf(answer));
  const isTold = (secret: string): boolean => told.some((one) => one.includes(secret));
  if (secrets.some((secret) => secret.length >= 8 && isTold(secret)))
    throw new FinalError(
      `the answer of ${addressText(url)} holds a secret that it was sent: it is not passed on`,
    );
};

const stars = '***';

/** A body without secrets: before a message is made of it, which may hold a part of one only. */
export const redacted = (body: Buffer, secrets: readonly string[]): Buffer =>
  secrets.some((secret) => body.includes(secret))
    ? Buffer.from(hidden(body.toString('utf8'), secrets))
    : body;

const hidden = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((safe, secret) => safe.replaceAll(secret, stars), text);

/** The error, without secrets in what it says. */
export const withoutSecrets = (error: unknown, secrets: readonly string[]): unknown => {
  if (error instanceof Error) {
    error.message = hidden(error.message, secrets);
    error.stack = hidden(error.stack ?? '', secrets);
  }
  return error;
};
