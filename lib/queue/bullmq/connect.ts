import type * as bullMq from 'bullmq';
import type { Redis } from 'ioredis';

import { messageOf } from '../../diagnostics/thrown.js';
import { quoted } from '../../diagnostics/wording.js';
import { QueueError } from '../queue-error.js';
import { sayWhetherThere } from './say-whether-there.js';
import { whyUnreachable } from './why-unreachable.js';
import { within } from './time-limits.js';

export type BullMq = typeof bullMq;

/** Redis as it is named, without what must not be shown. */
export const shownUrl = (url: string): string => {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return 'the URL';
  }
};

const checkUrl = (url: string): void => {
  const { protocol, hostname, pathname, search, hash } = URL.canParse(url)
    ? new URL(url)
    : { protocol: '', hostname: '', pathname: '', search: '', hash: '' };
  if (!/^rediss?:$/.test(protocol) || hostname === '')
    throw new QueueError(
      'a queue is named by the URL of a Redis, such as `redis://127.0.0.1:6379` (or `rediss://…` with TLS)',
    );
  // It would be taken for the host, and be shown.
  if (`${pathname}${search}${hash}`.includes('@'))
    throw new QueueError(
      'the password in the URL of a queue has a `/`, `?` or `#`: write them `%2F`, `%3F` and `%23`',
    );
};

/** The number of the database that a URL names, in its path or its query. */
const databaseOf = (url: string): number => {
  const { pathname, searchParams } = new URL(url);
  const name = pathname.slice(1) || (searchParams.get('db') ?? '0');
  if (/^\d+$/.test(name)) return Number(name);
  throw new QueueError(
    `the queue at ${shownUrl(url)} has no database ${quoted(name)}: a database is a whole number, such as \`redis://127.0.0.1:6379/1\``,
  );
};

const load = async <T>(name: string, module: () => Promise<T>): Promise<T> => {
  try {
    return await module();
  } catch (error) {
    throw new QueueError(
      `a queue needs the package \`${name}\`, which is not installed: run \`npm install bullmq ioredis\``,
      { cause: error },
    );
  }
};

export const loadBullMq = (): Promise<BullMq> => load('bullmq', () => import('bullmq'));

/** For how many milliseconds whatever is there may be silent. */
export const longestSilence = 10_000;

/** A connection that comes back by itself; commands wait for it. */
export const connected = async (
  url: string,
  say: (line: string) => void,
  patience = longestSilence,
): Promise<Redis> => {
  checkUrl(url);
  const database = databaseOf(url);
  const { Redis } = await load('ioredis', () => import('ioredis'));
  const client = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: null,
    // What only listens finds out in no other way that its other end is gone.
    keepAlive: 10_000,
    retryStrategy: (times) => Math.min(100 * times, 1_000),
  });
  let error: unknown;
  client.on('error', (one: unknown) => (error = one));
  try {
    // What takes the connection may be anything.
    await within(
      patience,
      client.connect().then(() => client.ping()),
      () => new Error('it does not answer'),
    );
  } catch (refused) {
    client.disconnect();
    throw new QueueError(
      `the queue at ${shownUrl(url)} cannot be reached: ${whyUnreachable(url, error ?? refused)}`,
      { cause: refused },
    );
  }
  try {
    // The client would go on in the first one where this is refused.
    await client.select(database);
  } catch (refused) {
    client.disconnect();
    throw new QueueError(
      `the queue at ${shownUrl(url)} has no database ${quoted(String(database))}: ${messageOf(refused)}`,
      { cause: refused },
    );
  }
  sayWhetherThere(client, shownUrl(url), say);
  return client;
};

/** Another one, beside that: what it says is said already. */
export const another = (client: Redis): Redis => {
  const copy = client.duplicate({ lazyConnect: false });
  copy.on('error', () => undefined);
  return copy;
};
