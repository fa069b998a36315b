import { quoted } from '../../diagnostics/wording.js';
import { FinalError } from '../final-error.js';
import type { Answer } from './http-answer.js';
import { addressText } from './http-failure.js';

/** The media type that an answer says it is of, without parameters. */
export const mediaTypeOf = ({ headers }: Answer): string | undefined =>
  headers['content-type']?.split(';')[0]?.trim().toLowerCase();

/** The text of an answer, in the `charset` that it says, or else in UTF-8. */
export const textOf = (answer: Answer): string => {
  const charset = charsetOf(answer);
  if (charset !== undefined && !isRead(charset))
    throw new FinalError(
      `the answer of ${addressText(answer.url)} has the charset ${quoted(charset)}, which is not supported`,
    );
  try {
    return new TextDecoder(charset, { fatal: true }).decode(answer.body);
  } catch {
    throw new FinalError(
      `the answer of ${addressText(answer.url)} is not ${charset === undefined ? 'UTF-8' : `valid in its charset ${quoted(charset)}`}`,
    );
  }
};

/** The charset that an answer says, where it says one. */
export const charsetOf = ({ headers }: Answer): string | undefined =>
  /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(headers['content-type'] ?? '')?.[1];

const isRead = (charset: string): boolean => {
  try {
    new TextDecoder(charset);
    return true;
  } catch {
    return false;
  }
};
