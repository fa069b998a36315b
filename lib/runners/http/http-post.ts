import type { ClientRequest } from 'node:http';

import { sizeText } from '../codecs/size.js';
import { FinalError } from '../final-error.js';
import type { Answer } from './http-answer.js';
import { addressText, connectionError } from './http-failure.js';

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
    throw new FinalError(`${addressText(from)} redirects to what is no plain address`);
  if (url.origin === from.origin) return { ...request, url };
  const shown = Object.entries(headers).filter(([name]) => !secret.has(name));
  return { ...request, url, headers: Object.fromEntries(shown) };
};

const postOnce = async (
  { url, headers, body, maxResponse }: Post,
  signal: AbortSignal,
): Promise<Answer> => {
  const { request } = await (url.protocol === 'https:'
    ? import('node:https')
    : import('node:http'));
  const options = {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    signal,
  };
  return new Promise((resolve, reject) => {
    const send = (): void => {
      const sent: ClientRequest = request(url, options, (response) => {
        const chunks: Buffer[] = [];
        let length = 0;
        response.on('data', (chunk: Buffer) => {
          length += chunk.length;
          chunks.push(chunk);
          if (length <= maxResponse) return;
          sent.destroy();
          reject(
            new FinalError(
              `${addressText(url)} answered with more than ${sizeText(maxResponse)}, its \`maxResponse\``,
            ),
          );
        });
        response.on('error', (error) => {
          reject(connectionError(error, url));
        });
        response.on('end', () => {
          const { statusCode: status = 0, headers } = response;
          resolve({ url, status, headers, body: Buffer.concat(chunks) });
        });
      });
      // Without effect once there is an answer, which may come before all is sent.
      sent.on('error', (error: NodeJS.ErrnoException) => {
        // A connection that was kept for further use may have been given up at the other end.
        if (sent.reusedSocket && error.code === 'ECONNRESET' && !signal.aborted) send();
        else reject(connectionError(error, url));
      });
      sent.end(body);
    };
    send();
  });
};
