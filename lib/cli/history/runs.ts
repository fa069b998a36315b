import { visible } from '../../diagnostics/visible.js';
import { batchMeant } from '../../comparison/run-groups.js';
import { tasksText } from '../../comparison/tasks-text.js';
import { quoted } from '../../diagnostics/wording.js';
import { timeText } from '../../sinks/time-text.js';
import { eachOf } from '../../store/each-of.js';
import type { RunState, RunSummary, Store } from '../../store/store.js';
import { UsageError } from '../exit/usage-error.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { ifGiven, whole } from '../flags/run-flags.js';
import { shortId } from '../store/short-id.js';
import type { StoreFlags } from '../store/store-flags.js';
import { paintFor } from '../terminal/paint-for.js';
import { stdout } from '../terminal/stdout.js';
import { jsonText } from '../text/json-text.js';
import { table } from '../text/table.js';
import { ageText } from './age-text.js';
import { batchText } from './batch-text.js';
import { withStore } from './history-store.js';
import { toldState } from './told-state.js';

export interface RunsCommandOptions extends StoreFlags {
  readonly failed?: boolean;
  readonly json?: boolean;
  readonly pipeline?: string;
  readonly batch?: string;
  readonly most?: string;
}

const failedStates: readonly RunState[] = ['failed', 'timeout', 'interrupted', 'cancelled'];

const columns = [
  { head: 'run' },
  { head: 'state' },
  { head: 'began', isRight: true },
  { head: 'took', isRight: true },
  { head: 'tasks', isRight: true },
  { head: 'pipeline' },
  { head: 'of batch' },
];

/** `mlpipeline runs`: the runs that are kept, the latest first. */
export const runs = (options: RunsCommandOptions): Promise<ExitStatus> =>
  withStore(options, async ({ store }) => {
    const most = ifGiven(options.most, (text) => whole('--most', text, 1)) ?? 50;
    const batch = await ifGiven(options.batch, (id) => batchNamed(store, id));
    const all = await store.history.runs({
      ...(options.failed === true ? { states: failedStates } : {}),
      ...(options.pipeline === undefined ? {} : { pipeline: options.pipeline }),
      ...(batch === undefined ? {} : { batch }),
      most: most + 1,
    });
    const shown = await eachOf(all.slice(0, most), async (one) => ({
      ...one,
      state: await toldState(store.history, one),
    }));
    if (options.json === true) {
      stdout.write(jsonText(shown));
      return exitStatus.done;
    }
    if (shown.length === 0) {
      process.stderr.write(
        `mlpipeline: the store \`${visible(store.where)}\` has no ${whatOf(options)}\n`,
      );
      return exitStatus.done;
    }
    const now = Date.now();
    const isOfBatches = shown.some(({ batch }) => batch !== undefined);
    const lines = table(
      isOfBatches ? columns : columns.slice(0, -1),
      shown.map((one) => cells(one, now)),
      paintFor(stdout),
    );
    stdout.write(lines.map((line) => `${line}\n`).join(''));
    if (all.length > most)
      process.stderr.write(`mlpipeline: there are more: \`--most ${most * 10}\` lists them\n`);
    return exitStatus.done;
  });

const whatOf = ({ failed, pipeline, batch }: RunsCommandOptions): string =>
  failed === true
    ? 'run that did not finish'
    : pipeline === undefined && batch === undefined
      ? 'runs yet'
      : 'such run';

const batchNamed = async ({ history, where }: Store, id: string): Promise<string> => {
  const batch = await batchMeant(history, id);
  if (batch !== undefined) return batch.id;
  throw new UsageError(
    `the store \`${where}\` has no batch ${quoted(id)}: \`mlpipeline runs\` lists those that it has`,
  );
};

type Shown = Omit<RunSummary, 'state'> & {
  readonly state: Awaited<ReturnType<typeof toldState>>;
};

const cells = (run: Shown, now: number): readonly string[] => [
  shortId(run.id),
  run.state,
  `${ageText(now - run.started)} ago`,
  timeText(run.took),
  tasksText(run),
  visible(run.pipeline),
  run.batch === undefined ? '' : batchText(run.batch),
];
