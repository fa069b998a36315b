import type { WireProblem } from '../../server/wire.js';

/** What the server refused, with all that it said is wrong. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string | undefined;
  readonly errors: NonNullable<WireProblem['errors']>;

  constructor({ title, status, code, detail, errors = [] }: WireProblem) {
    super(detail ?? title);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

/** Where the server is: at the page's own address, whatever stands before it. */
const urlOf = (path: string): string => new URL(path, document.baseURI.split('#')[0]).href;

export const eventsUrl = (run: string): string => urlOf(`runs/${encodeURIComponent(run)}/events`);

export const valueUrl = (run: string, name: string): string =>
  urlOf(`runs/${encodeURIComponent(run)}/values/${encodeURIComponent(name)}`);

const answered = async (response: Response): Promise<unknown> => {
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
  const body: unknown = isJson ? await response.json() : undefined;
  if (response.ok) return body;
  throw new Refused({
    title: `the server answered ${response.status}`,
    status: response.status,
    ...(body as Partial<WireProblem> | undefined),
  });
};

/** What `path` answers, as the server has said that it would. */
export const ask = async <T>(path: string, signal?: AbortSignal): Promise<T> =>
  (await answered(
    await fetch(urlOf(path), {
      headers: { accept: 'application/json' },
      ...(signal === undefined ? {} : { signal }),
    }),
  )) as T;

export const tell = async <T>(
  path: string,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> => {
  const isForm = body instanceof FormData;
  return (await answered(
    await fetch(urlOf(path), {
      method: 'POST',
      ...(body === undefined
        ? { headers }
        : isForm
          ? { headers, body }
          : {
              headers: { ...headers, 'content-type': 'application/json' },
              body: JSON.stringify(body),
            }),
    }),
  )) as T;
};
