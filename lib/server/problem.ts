import { STATUS_CODES } from 'node:http';

/** What a request is answered with that cannot be served: problem details as RFC 9457 has them. */
export class Problem extends Error {
  readonly status: number;
  /** What programs tell it by. */
  readonly code: string;
  readonly more: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    detail: string,
    more: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.more = more;
    this.headers = headers;
  }

  response(): Response {
    const { status, code, message: detail, more, headers } = this;
    const title = STATUS_CODES[status] ?? 'Error';
    return new Response(
      `${JSON.stringify({ type: 'about:blank', title, status, code, detail, ...more })}\n`,
      { status, headers: { 'Content-Type': 'application/problem+json', ...headers } },
    );
  }
}

/** With the time after which it may be tried again. */
export const tryLater = (status: 429 | 503, code: string, detail: string, seconds = 5): Problem =>
  new Problem(status, code, detail, {}, { 'Retry-After': String(seconds) });

/** The answer to an error: whatever is no `Problem` is a bug here, and tells the client nothing of it. */
export const problemOf = (error: unknown): Problem =>
  error instanceof Problem
    ? error
    : new Problem(500, 'bug', 'internal server error; see the log of the server');
