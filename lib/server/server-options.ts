import { quoted } from '../diagnostics/wording.js';
import type { RunOptions } from '../engine/run/run-options.js';
import type { CacheOptions } from '../store/cache/cache.js';
import type { Store } from '../store/store.js';
import type { RunTracing } from '../tracing/tracing.js';
import { hostName } from './guard/host-name.js';
import type { WorkerThere } from './wire.js';

/** How pipelines are served. */
export interface ServerOptions {
  /** The address to listen on; by default this machine only. Another one asks for a `token`. */
  readonly host?: string;
  /** 8080 by default; 0 for any that is free. */
  readonly port?: number;
  /** What clients must send: `Authorization: Bearer TOKEN`. */
  readonly token?: string;
  /**
   * Further names that the server is called by, such as that of a proxy in front of it; with the port, where
   * browsers call that by another than the one of HTTP or HTTPS.
   */
  readonly hosts?: readonly string[];
  /**
   * Where runs last: those that are started here, which are in it before their request is answered, and
   * those of others, which are shown too. Whoever opened it closes it, after the server. By default runs
   * are in memory.
   */
  readonly store?: Store;
  /**
   * With a store, the folder in which the files last that clients send: those older than a day that are an
   * input of no run in the store are removed. By default one that ends with the server.
   */
  readonly uploads?: string;
  /** How many runs may be at work at once; 4 by default. */
  readonly concurrency?: number;
  /** How many runs may wait for that; 100 by default. More are refused with 429. */
  readonly waiting?: number;
  /** How many runs are kept that have ended or are held; 100 by default. */
  readonly keep?: number;
  /** How much the values and events of all runs may take, in bytes, before ended ones go; 256 MB by default. */
  readonly keepBytes?: number;
  /** For how long a failed run is held open to be restarted, in milliseconds; 10 minutes by default. */
  readonly hold?: number;
  /** The largest body of a request, in bytes; 64 MB by default. */
  readonly maxBody?: number;
  /** How long a request may take to arrive, in milliseconds; a minute by default. */
  readonly requestTimeout?: number;
  /** How many may watch runs at once; 2,000 by default. */
  readonly watchers?: number;
  /** How long runs at work may take to finish when the server ends, in milliseconds; 30 s by default. */
  readonly drain?: number;
  /** With a store, which results are looked up there in place of what components declare. */
  readonly cache?: Pick<CacheOptions, 'cached' | 'rerun' | 'explain'>;
  /** What goes for every run. */
  readonly run?: Pick<RunOptions, 'wrappers' | 'sinks' | 'remote'>;
  /** Traces runs, in the traces of the requests that start them: what `tracing()` of `mlpipeline/tracing` gives. */
  readonly tracing?: Pick<RunTracing, 'forRequest' | 'leave'>;
  /** Who takes the tasks that are handed over: with `run.remote`. */
  readonly workers?: () => Promise<readonly WorkerThere[]>;
  /** Told of a run that is left to be gone on with as the server ends, before it is stopped. */
  readonly onLeft?: (run: string) => void;
  /** What goes wrong in the server itself; by default nobody is told. */
  readonly onError?: (error: unknown) => void;
}

const megabyte = 2 ** 20;

export const defaults = {
  host: '127.0.0.1',
  port: 8080,
  hosts: [],
  concurrency: 4,
  waiting: 100,
  keep: 100,
  keepBytes: 256 * megabyte,
  hold: 600_000,
  maxBody: 64 * megabyte,
  requestTimeout: 60_000,
  watchers: 2_000,
  drain: 30_000,
  cache: {},
  run: {},
  onLeft: () => undefined,
  onError: () => undefined,
} as const satisfies ServerOptions;

export type Settings = Required<
  Omit<ServerOptions, 'token' | 'store' | 'uploads' | 'workers' | 'tracing'>
> & {
  readonly token: string | undefined;
  readonly store: Store | undefined;
  readonly uploads: string | undefined;
  readonly workers: ServerOptions['workers'] | undefined;
  readonly tracing: ServerOptions['tracing'] | undefined;
};

/** Whether only this machine can reach an address. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);

/** Throws a `RangeError` for what cannot be, such as an address that others can reach without a token. */
export const settingsOf = ({
  token,
  store,
  uploads,
  workers,
  tracing,
  ...options
}: ServerOptions): Settings => {
  const given = Object.entries(options).filter(([, value]) => (value as unknown) !== undefined);
  const settings: Settings = {
    ...defaults,
    ...Object.fromEntries(given),
    ...{ token, store, uploads, workers, tracing },
  };
  const wrong = settings.hosts.find((one) => hostName(one) === undefined);
  if (wrong !== undefined)
    throw new RangeError(
      `${quoted(wrong)} is not a host name, such as \`ml.example.org\` or \`ml.example.org:8443\``,
    );
  if (!isLoopback(settings.host) && token === undefined)
    throw new RangeError(
      `other machines can reach ${quoted(settings.host)}: a token is needed, which clients must send`,
    );
  if (token !== undefined && !/^[\x21-\x7e]{8,512}$/.test(token))
    throw new RangeError(
      'a token must have 8 to 512 ASCII characters, without spaces: it is sent in a header',
    );
  return settings;
};
