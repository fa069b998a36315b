import { quoted } from '../../diagnostics/wording.js';
import { messageOf } from '../../diagnostics/thrown.js';
import { visible } from '../../diagnostics/visible.js';
import {
  type PipelineServer,
  type PipelineToServe,
  serve as start,
  type ServerOptions,
} from '../../server/server.js';
import type { Store } from '../../store/store.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { untilInterrupted } from '../exit/until-interrupted.js';
import { UsageError } from '../exit/usage-error.js';
import { type LoadFlags, refuseAnyRunner } from '../files/load-pipeline.js';
import { loadPipelines } from '../files/load-pipelines.js';
import { type CacheFlags, refuseWithoutStore } from '../flags/cache-flags.js';
import { collectUsageErrors } from '../flags/collect-usage-errors.js';
import type { QueueFlags } from '../flags/queue-options.js';
import { milliseconds, whole } from '../flags/run-flags.js';
import { variable } from '../flags/variable.js';
import { tracingByEnvironment } from '../flags/tracing-by-environment.js';
import { queueByFlags } from '../queue/queue-by-flags.js';
import { askedFlags } from '../store/asked-flags.js';
import { cachePolicy, refuseUnknownTasks } from '../store/cache-asked.js';
import { openStored } from '../store/open-stored.js';
import { pathOf } from '../store/path-of.js';
import { refusePipelineAsStore, storeAsked, type StoreFlags } from '../store/store-flags.js';
import { uncachedText } from '../store/uncached-text.js';
import { uploadsFolder } from '../store/uploads-folder.js';
import { paintFor } from '../terminal/paint-for.js';
import { programsEnded } from '../text/programs-ended.js';
import { warningsText } from '../text/warnings-text.js';
import { serveLog } from './serve-log.js';

export interface ServeCommandOptions extends LoadFlags, StoreFlags, QueueFlags, CacheFlags {
  readonly host: string;
  readonly port: string;
  readonly token?: string;
  readonly allowHost?: readonly string[];
  readonly runs: string;
  readonly waiting: string;
  readonly hold: string;
  readonly maxBody: string;
  readonly drain: string;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Of runs that were interrupted. */
const mostTold = 10;

const say = (text: string): void => {
  process.stderr.write(`mlpipeline: ${text}\n`);
};

/** `mlpipeline serve`: serves pipelines over HTTP until it is interrupted. */
export const serve = async (
  files: readonly string[],
  options: ServeCommandOptions,
): Promise<ExitStatus> => {
  refuseAnyRunner(options);
  refusePipelineAsStore(options);
  if (files.includes('-')) throw new UsageError('standard input cannot be served: name a file');
  const where = storeAsked(options, files[0]);
  refuseWithoutStore(options, where);
  const settings = serverOptions(options);
  const loaded = await loadPipelines(files, options, paintFor(process.stderr));
  if (loaded === undefined) return exitStatus.usage;
  refuseUnknownTasks(
    loaded.map(({ graph }) => graph),
    options.rerun,
  );
  const pipelines = loaded.map(({ file, graph }): PipelineToServe => ({
    graph,
    file: pathOf(file),
    asked: askedFlags(options),
  }));
  const { quiet } = options;
  if (!quiet)
    for (const { findings } of loaded) process.stderr.write(warningsText(findings, options));
  if (where === undefined && !quiet)
    process.stderr.write(
      uncachedText(
        loaded.map(({ graph }) => graph),
        files[0],
        options,
      ),
    );
  const stored = where === undefined ? undefined : await openStored(where);
  const queue = await queueByFlags(options).catch(async (error: unknown) => {
    await stored?.store.close();
    throw error;
  });
  const { tracing, finish } = await tracingByEnvironment(say, say);
  const log = quiet ? undefined : serveLog(say, options.verbose);
  try {
    await untilInterrupted({ quiet, say }, async (wrapper, interrupted) => {
      const server = await listening(pipelines, {
        ...settings,
        ...(where === undefined || stored === undefined
          ? {}
          : { store: stored.store, ...uploadsOf(where) }),
        cache: cachePolicy(options),
        run: {
          wrappers: [wrapper],
          ...(log === undefined ? {} : { sinks: [log.sink] }),
          ...queue.options,
        },
        ...(log === undefined ? {} : { onLeft: log.leave }),
        ...(tracing === undefined ? {} : { tracing }),
        ...(queue.workers === undefined ? {} : { workers: queue.workers }),
      });
      if (!quiet)
        say(
          `serving at ${server.url}${stored === undefined ? '' : `, runs are kept in ${quoted(stored.store.where)}`}`,
        );
      if (stored !== undefined && !quiet)
        await sayInterrupted(
          stored.store,
          loaded.map(({ graph }) => graph.name),
          say,
        );
      await interrupted;
      if (!quiet) say(`shutting down, within ${options.drain}`);
      await server.close();
    });
  } finally {
    await queue.close();
    await stored?.store.close();
    process.stderr.write(await finish());
  }
  await programsEnded({ quiet });
  return exitStatus.done;
};

/**
 * Runs of what is served that did not finish, and that no process drives: of a server that was killed, or of
 * a command.
 */
const sayInterrupted = async (
  { history }: Store,
  served: readonly string[],
  say: (text: string) => void,
): Promise<void> => {
  const asked = { states: ['interrupted'], most: mostTold + 1 } as const;
  const ofEach = await Promise.all(served.map((pipeline) => history.runs({ ...asked, pipeline })));
  const found = ofEach.flat().sort((a, b) => b.started - a.started);
  for (const { id, pipeline } of found.slice(0, mostTold))
    say(
      `run ${id} of ${quoted(pipeline)} was interrupted: \`POST /runs/${id}/resume\` continues it`,
    );
  if (found.length > mostTold) say('more runs were interrupted: see the page');
};

const uploadsOf = (where: string): Pick<ServerOptions, 'uploads'> => {
  const uploads = uploadsFolder(where);
  return uploads === undefined ? {} : { uploads };
};

const megabyte = 2 ** 20;

const serverOptions = (options: ServeCommandOptions): ServerOptions => {
  const { host, allowHost, token = variable('MLPIPELINE_TOKEN') } = options;
  const [port, concurrency, waiting, hold, maxBody, drain] = collectUsageErrors(
    () => portOf(options.port),
    () => whole('--runs', options.runs, 1),
    () => whole('--waiting', options.waiting, 0),
    () => milliseconds('--hold', options.hold),
    () => whole('--max-body', options.maxBody, 1) * megabyte,
    () => milliseconds('--drain', options.drain),
  );
  return {
    ...{ host, port, concurrency, waiting, hold, maxBody, drain },
    ...(allowHost === undefined ? {} : { hosts: allowHost }),
    ...(token === undefined ? {} : { token }),
    onError: (error) => {
      say(`internal server error: ${visible(messageOf(error))}`);
      if (options.verbose && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
    },
  };
};

const portOf = (text: string): number => {
  const port = whole('--port', text, 0);
  if (port > 65_535)
    throw new UsageError(`\`--port\` takes a whole number up to 65535, not ${quoted(text)}`);
  return port;
};

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use: give another `--port`',
  EACCES: 'this user may not listen there: give a `--port` of 1024 or more',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'there is no such address',
};

/** What cannot be listened on is wrong usage. */
const listening = async (
  pipelines: readonly PipelineToServe[],
  options: ServerOptions,
): Promise<PipelineServer> => {
  try {
    return await start(pipelines, options);
  } catch (error) {
    if (error instanceof RangeError) {
      const help = options.token === undefined ? ': `--token`, or `MLPIPELINE_TOKEN`' : '';
      throw new UsageError(`${error.message}${/token is needed/.test(error.message) ? help : ''}`);
    }
    const { code = '' } = error as NodeJS.ErrnoException;
    const reason = reasons[code];
    if (reason === undefined) throw error;
    throw new UsageError(
      `cannot listen at ${quoted(`${options.host ?? ''}:${options.port ?? ''}`)}: ${reason}`,
    );
  }
};
