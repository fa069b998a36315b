import { visible } from '../../diagnostics/visible.js';
import { timeText } from '../../sinks/time-text.js';
import { cutMessage } from '../../sinks/values/cut-message.js';
import type { KeptRun } from '../../store/store.js';
import { allEvents } from '../../store/all-events.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import type { StoreFlags } from '../store/store-flags.js';
import { paintFor } from '../terminal/paint-for.js';
import { stdout } from '../terminal/stdout.js';
import { jsonText } from '../text/json-text.js';
import { table } from '../text/table.js';
import { ageText } from './age-text.js';
import { batchText } from './batch-text.js';
import { keptRun, withStore } from './history-store.js';
import { keptLines } from './kept-text.js';
import { toldState } from './told-state.js';
import { type TaskHistory, tasksOf } from './task-history.js';

export interface ShowCommandOptions extends StoreFlags {
  readonly json?: boolean;
}

/** `mlpipeline show`: what is kept of a run. */
export const show = (id: string | undefined, options: ShowCommandOptions): Promise<ExitStatus> =>
  withStore(options, async (stored) => {
    const run = await keptRun(stored, id);
    const tasks = await tasksOf(allEvents(stored.store.history, run.id), run.state);
    const shown = { ...run, state: await toldState(stored.store.history, run) };
    stdout.write(options.json === true ? jsonText(dataOf(shown, tasks)) : textOf(shown, tasks));
    return exitStatus.done;
  });

type Shown = Omit<KeptRun, 'state'> & { readonly state: Awaited<ReturnType<typeof toldState>> };

const dataOf = (
  { declared, inputs, outputs, ...run }: Shown,
  tasks: readonly TaskHistory[],
): unknown => ({
  ...run,
  declared: { ...declared, declaration: JSON.parse(declared.declaration) as unknown },
  inputs: Object.fromEntries(inputs),
  outputs: Object.fromEntries(outputs),
  taskHistory: tasks,
});

const textOf = (run: Shown, tasks: readonly TaskHistory[]): string => {
  const facts: (readonly [string, string])[] = [
    ['run', run.id],
    ['pipeline', visible(run.pipeline) + (run.file === undefined ? '' : ` (${visible(run.file)})`)],
    [
      'state',
      run.state + (run.holder === undefined ? '' : `, held by ${visible(run.holder.name)}`),
    ],
    ['began', `${new Date(run.started).toISOString()}, ${ageText(Date.now() - run.started)} ago`],
    ['took', timeText(run.took)],
    ['seed', String(run.seed)],
    ...(run.batch === undefined ? [] : [['of batch', batchText(run.batch)] as const]),
    ...settingsOf(run.options),
  ];
  const lines = [
    ...facts.map(([name, value]) => `${name.padEnd(10)}${value}`),
    ...section('inputs', keptLines(run.inputs, '  ')),
    ...section('outputs', keptLines(run.outputs, '  ')),
    ...section('tasks', taskLines(tasks)),
  ];
  return lines.map((line) => `${line}\n`).join('');
};

const settingsOf = (options: KeptRun['options']): readonly (readonly [string, string])[] =>
  Object.entries(options)
    .filter(([name]) => name !== 'asked')
    .map(([name, value]) => [name, visible(JSON.stringify(value))]);

const section = (name: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', name, ...lines];

const columns = [
  { head: '  task' },
  { head: 'what became of it' },
  { head: 'attempts', isRight: true },
  { head: 'took', isRight: true },
];

const taskLines = (tasks: readonly TaskHistory[]): readonly string[] =>
  tasks.length === 0
    ? []
    : table(
        columns,
        tasks.map(({ task, end, attempts, ended, took, why, from }) => [
          `  ${visible(task)}`,
          [
            end,
            ...(from === undefined ? [] : [`from ${visible(from)}`]),
            ...(why === undefined ? [] : [visible(cutMessage(why))]),
          ].join(': '),
          attempts === 0 ? '' : String(attempts),
          took === undefined || ended === undefined ? '' : timeText(took),
        ]),
        paintFor(stdout),
      );
