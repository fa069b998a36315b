import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { getRequestListener } from '@hono/node-server';
import { EMPTY, type Observable } from 'rxjs';

import { app } from './app.js';
import { uploadsPruned$ } from './body/prune-uploads.js';
import { type ServerState, serverState } from './server-state.js';
import type { PipelineToServe } from './served-pipelines.js';
import { type ServerOptions, settingsOf } from './server-options.js';

export type { PipelineToServe } from './served-pipelines.js';
export type { ServerOptions } from './server-options.js';
export type * from './wire.js';

/** A server that listens. */
export interface PipelineServer {
  readonly url: string;
  readonly port: number;
  /** Takes no more runs, waits for those at work (at most `drain` milliseconds), and ends. */
  readonly close: (drain?: number) => Promise<void>;
}

/** How long connections that are answered to at the end may take to be read, in milliseconds. */
const lastWords = 1_000;

/**
 * Serves pipelines over HTTP. Rejects with a `RangeError` for options that cannot be, and with the error
 * of Node.js where it cannot listen.
 */
export const serve = async (
  pipelines: readonly PipelineToServe[],
  options: ServerOptions = {},
): Promise<PipelineServer> => {
  const settings = settingsOf(options);
  const state = serverState(pipelines, settings);
  const { requestTimeout } = settings;
  const listen = getRequestListener(app(state).fetch, { overrideGlobalObjects: false });
  const http = createServer(
    {
      requestTimeout,
      headersTimeout: Math.min(requestTimeout, 10_000),
      connectionsCheckingInterval: Math.min(1_000, requestTimeout),
      keepAliveTimeout: 5_000,
      maxHeaderSize: 16 * 1024,
    },
    (request, response) => {
      listen(request, response).catch(settings.onError);
    },
  );
  http.maxConnections = settings.watchers + 1_000;
  await listening(http, settings.port, settings.host);
  const pruning = pruned$(state).subscribe();
  const { port } = http.address() as AddressInfo;
  const { host } = settings;
  const close = async (drain: number): Promise<void> => {
    pruning.unsubscribe();
    await state.runs.end(drain);
    const closed = new Promise((resolve) => http.close(resolve));
    http.closeIdleConnections();
    const timer = setTimeout(() => {
      http.closeAllConnections();
    }, lastWords);
    await closed;
    clearTimeout(timer);
    await state.uploads.close();
  };
  let closing: Promise<void> | undefined;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}/`,
    port,
    close: (drain = settings.drain) => (closing ??= close(drain)),
  };
};

const pruned$ = ({ stored, settings: { uploads, onError } }: ServerState): Observable<unknown> =>
  stored === undefined || uploads === undefined ? EMPTY : uploadsPruned$(uploads, stored, onError);

const listening = (http: HttpServer, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, () => {
      http.off('error', reject);
      resolve();
    });
  });
