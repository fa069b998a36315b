import { quoted } from '../../diagnostics/wording.js';
import { beginRun } from '../../engine/run/begin-run.js';
import type { Sink, Values } from '../../engine/events/event.js';
import { RunError } from '../../engine/failure.js';
import type { Run } from '../../engine/run/run.js';
import type { RunOptions } from '../../engine/run/run-options.js';
import type { Graph } from '../../graph/graph.js';
import { UnkeepableError } from '../../store/values/value-keeper.js';
import { LeaseLostError } from '../../store/store-error.js';
import { keeping } from '../../store/keeping.js';
import type { ExitStatus } from '../exit/exit-status.js';
import { UsageError } from '../exit/usage-error.js';
import { inputFiles } from '../files/read-inputs.js';
import type { RunCommandOptions } from '../flags/run-flags.js';
import { followRun } from '../follow/follow-run.js';
import { noteText } from '../text/note-text.js';
import { askedFlags } from './asked-flags.js';
import { cacheSettings, refuseUnknownTasks } from './cache-asked.js';
import { endOfKept } from './end-of-kept.js';
import { openStored, orUsageError } from './open-stored.js';
import { shellWord } from '../text/shell-word.js';
import { shortId } from './short-id.js';
import { pathOf } from './path-of.js';

export interface AskedRun {
  readonly file: string;
  readonly graph: Graph;
  readonly settings: RunOptions;
  readonly inputs: Values;
  readonly options: RunCommandOptions;
}

/** `mlpipeline run --store`: a run that lasts, and says by what it is known. */
export const runStored = async (
  where: string,
  { file, graph, settings, inputs, options }: AskedRun,
): Promise<ExitStatus> => {
  const { store: opened } = await openStored(where);
  const asked = askedFlags(options);
  const store = keeping(opened, { file: pathOf(file), asked: () => asked });
  const told = new ToldRun(store.where, options);
  try {
    refuseUnknownTasks([graph], options.rerun);
    return await followRun({
      ...{ graph, options, timeout: settings.timeout },
      read: [file, ...inputFiles(options)],
      begin: async ({ sinks = [], ...more }) => {
        const all = { ...settings, ...cacheSettings(options) };
        const found = await orUsageError(
          orUnkeepable(store.prepare({ graph, inputs, settings: all })),
        );
        const own = { ...settings, ...more, sinks: [told.sink, ...sinks] };
        const run = beginRun(graph, found, own);
        return { run, ended: told.endOf(run) };
      },
      goesOn: () => told.goesOn(),
    });
  } finally {
    await store.close();
  }
};

export const orUnkeepable = async <T>(promise: Promise<T>): Promise<T> => {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof UnkeepableError) throw new UsageError(error.message);
    throw error;
  }
};

/** The option that finds a store again which was named by it; a URL may hold a password. */
const storeNamed = ({ store }: RunCommandOptions): string => {
  if (typeof store !== 'string') return '';
  return ` --store ${/^\w+:\/\//.test(store) ? '…' : shellWord(store)}`;
};

/** What is told of a run because it lasts. */
export class ToldRun {
  private readonly where: string;
  private readonly options: RunCommandOptions;
  private run: string | undefined;

  constructor(where: string, options: RunCommandOptions) {
    this.where = where;
    this.options = options;
  }

  /** To be the first: what the others print stands below. */
  readonly sink: Sink = (event) => {
    if (event.type !== 'run-started') return;
    this.run = event.run;
    if (!this.options.quiet)
      process.stderr.write(
        noteText(
          `mlpipeline: run ${shortId(event.run)}, kept in ${quoted(this.where)}\n`,
          this.options,
        ),
      );
  };

  /** Of one that another process has taken over there is nothing to continue. */
  readonly endOf = (run: Run): ReturnType<typeof endOfKept> => {
    run.outputs.catch((error: unknown) => {
      if (error instanceof RunError && error.cause instanceof LeaseLostError) this.run = undefined;
    });
    return endOfKept(run);
  };

  readonly goesOn = (): string =>
    this.run === undefined
      ? ''
      : `mlpipeline: \`mlpipeline resume ${shortId(this.run)}${storeNamed(this.options)}\` continues it\n`;
}
