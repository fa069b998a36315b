import type { Secrets } from '../values/secrets.js';
import { FinalError } from '../final-error.js';
import type { Answer } from './http-answer.js';
import { addressText } from './http-failure.js';
import { charsetOf, textOf } from './http-text.js';

/** Throws where an answer repeats a secret, as services do for the sake of debugging. */
export const refuseSecrets = (answer: Answer, secrets: Secrets): void => {
  if (secrets.isEmpty) return;
  const { url, headers, body } = answer;
  // Of the headers this one alone goes into values.
  const told = [headers['content-type'] ?? '', body];
  // In another charset its bytes may be others.
  if (charsetOf(answer) !== undefined) told.push(textOf(answer));
  if (told.some((one) => secrets.isIn(one)))
    throw new FinalError(
      `the answer of ${addressText(url)} contains a secret that was sent to it, so its outputs are refused`,
    );
};

/** A body without secrets: before a message is made of it, which may hold a part of one only. */
export const redacted = (body: Buffer, secrets: Secrets): Buffer =>
  secrets.isEmpty ? body : Buffer.from(secrets.hidden(body.toString('utf8')));
