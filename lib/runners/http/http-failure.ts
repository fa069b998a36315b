import { quoted, shorten } from '../../diagnostics/wording.js';
import { FinalError } from '../final-error.js';
import { HttpError } from './http-error.js';
import type { Answer } from './http-answer.js';
import { proxyFor } from './http-proxy.js';

/*
 * What comes of a call that is no success: told apart into what another attempt could mend, an
 * `HttpError`, and what it could not, a `FinalError`.
 */

/** An address as messages name it: without its query, which may hold what is nobody's business. */
export const addressText = ({ origin, pathname }: URL): string => quoted(`${origin}${pathname}`);

const connectionFailures: Readonly<Record<string, readonly [message: string, isFinal: boolean]>> = {
  ECONNREFUSED: ['the connection was refused', false],
  ECONNRESET: ['the connection was cut', false],
  EPIPE: ['the connection was cut', false],
  ETIMEDOUT: ['the connection timed out', false],
  EHOSTUNREACH: ['the host cannot be reached', false],
  ENETUNREACH: ['the network cannot be reached', false],
  EAI_AGAIN: ['its host name cannot be resolved at the moment', false],
  ENOTFOUND: ['there is no such host', true],
  UND_ERR_SOCKET: ['the connection was cut', false],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['the connection was cut', false],
  UND_ERR_CONNECT_TIMEOUT: ['the connection timed out', false],
  UND_ERR_HEADERS_OVERFLOW: ['its headers are longer than 1 MB', true],
  UND_ERR_PRX_TLS: ['the proxy did not open a TLS connection', true],
  EPROTO: ['it does not use TLS: try `http://`', true],
};

/** Why there was no answer, or not all of one. */
export const connectionError = (error: unknown, url: URL): Error => {
  const { code = '', message, name } = error as NodeJS.ErrnoException;
  // An error for each address of a host that has several.
  const [first] = error instanceof AggregateError ? (error.errors as NodeJS.ErrnoException[]) : [];
  const refused = /^Proxy response \((\d+)\)/.exec(message)?.[1];
  const [why, isFinal] =
    (refused === undefined ? undefined : proxyRefusal(Number(refused))) ??
    connectionFailures[code] ??
    connectionFailures[first?.code ?? ''] ??
    (name === 'HTTPParserError' ? notHttp : [message, isOfTls(code)]);
  const variable = proxyFor(url)?.variable;
  const by =
    variable === undefined ? '' : `; environment variable ${quoted(variable)} sets a proxy`;
  const said = `the call to ${addressText(url)} failed: ${why}${by}`;
  return isFinal ? new FinalError(said, { cause: error }) : new HttpError(said, { cause: error });
};

const proxyRefusal = (status: number): readonly [string, boolean] => [
  `the proxy answered with status ${status}`,
  isLasting(status),
];

const notHttp = ['its answer is not HTTP', true] as const;

// Such as certificates that are not trusted.
const isOfTls = (code: string): boolean => /CERT|^ERR_TLS|^ERR_SSL|^UNABLE_TO/.test(code);

const overloaded = new Set([408, 425, 429]);
const unsupported = new Set([501, 505]);

const isLasting = (status: number): boolean =>
  !overloaded.has(status) && (status < 500 || unsupported.has(status));

/** What an answer of a status other than success says. */
export const statusError = ({ url, status, headers, body }: Answer): Error => {
  const reason = reasonIn(body.toString('utf8'));
  const said = `${addressText(url)} answered with status ${status}${reason === '' ? '' : `: ${reason}`}`;
  if (isLasting(status))
    return new FinalError(status >= 300 && status < 400 ? `${said}: it has moved` : said);
  const after = milliseconds(headers['retry-after']);
  return new HttpError(said, after === undefined ? {} : { retryAfter: after });
};

// Seconds, or a date.
const milliseconds = (retryAfter: string | undefined): number | undefined => {
  if (retryAfter === undefined) return undefined;
  const after = /^\s*\d+\s*$/.test(retryAfter)
    ? Number(retryAfter) * 1000
    : Date.parse(retryAfter) - Date.now();
  return after > 0 ? after : undefined;
};

/** What a body says of an error, in a line: the messages in JSON of the usual forms, or all. */
export const reasonIn = (text: string): string => shorten(messageIn(text).trim(), 300);

const messageIn = (text: string): string => {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return text;
  }
  const messages = ['error', 'message', 'detail'].flatMap((key) => {
    const said: unknown =
      typeof read === 'object' && read !== null
        ? (read as Readonly<Record<string, unknown>>)[key]
        : '';
    if (typeof said === 'string' && said !== '') return said;
    return typeof said === 'object' && said !== null ? messageIn(JSON.stringify(said)) : [];
  });
  return messages.length === 0 ? text : [...new Set(messages)].join(': ');
};
