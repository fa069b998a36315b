import { FinalError } from '../final-error.js';
import type { Answer } from './http-answer.js';
import { dispatcherFor } from './http-dispatcher.js';
import { addressText, connectionError } from './http-failure.js';
import { readBody } from './http-read-body.js';

export interface Post {
  readonly url: URL;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The names of those that only the host in `url` may see. */
  readonly secret: ReadonlySet<string>;
  readonly body: string | Uint8Array;
  readonly maxResponse: number;
}

const mostRedirects = 5;

/**
 * Posts, and follows redirects that keep the method. Rejects with what says why there is no answer;
 * an answer of any status is one. Ends at once when the signal fires.
 */
export const post = async (request: Post, signal: AbortSignal): Promise<Answer> => {
  let at = request;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const answer = await postOnce(at, signal);
    const { location } = answer.headers;
    if ((answer.status !== 307 && answer.status !== 308) || location === undefined) return answer;
    at = redirected(at, location);
  }
  throw new FinalError(`${addressText(request.url)} redirects more than ${mostRedirects} times`);
};

const redirected = (request: Post, location: string): Post => {
  const { url: from, headers, secret } = request;
  const url = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username + url.password !== '')
    throw new FinalError(
      `${addressText(from)} redirects to an address that is not \`http://\` or \`https://\`, or contains a user or a password`,
    );
  if (url.origin === from.origin) return { ...request, url };
  const shown = Object.entries(headers).filter(([name]) => !secret.has(name));
  return { ...request, url, headers: Object.fromEntries(shown) };
};

const postOnce = async (
  { url, headers, body, maxResponse }: Post,
  signal: AbortSignal,
): Promise<Answer> => {
  const dispatcher = await dispatcherFor(url);
  const { request } = await import('undici');
  try {
    const response = await request(url, { dispatcher, method: 'POST', headers, body, signal });
    const all = joined(response.headers);
    const read = await readBody(response.body, all['content-encoding'] ?? '', { url, maxResponse });
    return { url, status: response.statusCode, headers: all, body: read };
  } catch (error) {
    throw error instanceof FinalError ? error : connectionError(error, url);
  }
};

const joined = (headers: Readonly<Record<string, string | string[] | undefined>>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
