import { visible } from '../../diagnostics/visible.js';
import type { JsonGraph } from '../../drawing/json-graph.js';
import { changesBetween } from '../../store/durable/changes.js';
import type { FinishedTask, KeptRun } from '../../store/store.js';
import type { KeptValue } from '../../store/values/kept-value.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { shortId } from '../store/short-id.js';
import type { StoreFlags } from '../store/store-flags.js';
import { stdout } from '../terminal/stdout.js';
import { withStore } from './history-store.js';
import { keptText } from './kept-text.js';

/** `mlpipeline diff`: what is other in the second run than in the first. */
export const diff = (first: string, second: string, options: StoreFlags): Promise<ExitStatus> =>
  withStore(options, async ({ store: { history } }) => {
    const [before, after] = await Promise.all([history.run(first), history.run(second)]);
    const [was, now] = await Promise.all([history.tasks(before.id), history.tasks(after.id)]);
    const lines = [
      ...section('pipeline', pipelineLines(before, after)),
      ...section('settings', settingLines(before, after)),
      ...section('inputs', valueLines(before.inputs, after.inputs)),
      ...section('tasks with other outputs', valueLines(givenBy(was), givenBy(now))),
      ...section('outputs', valueLines(before.outputs, after.outputs)),
    ];
    const pair = `${shortId(before.id)} and ${shortId(after.id)}`;
    stdout.write(
      lines.length === 0
        ? `${pair} have the same pipeline, code, inputs and outputs\n`
        : lines.map((line) => `${line}\n`).join(''),
    );
    return exitStatus.done;
  });

const section = (name: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [name, ...lines.map((line) => `  ${line}`)];

const pipelineLines = (before: KeptRun, after: KeptRun): readonly string[] => {
  const declared = ({
    declared: { declaration },
    code,
  }: KeptRun): Parameters<typeof changesBetween>[0] => ({
    declaration,
    code,
  });
  const names = ({ declared: { declaration } }: KeptRun): readonly string[] =>
    (JSON.parse(declaration) as JsonGraph).components.map(({ name }) => name);
  const [old, current] = [new Set(names(before)), new Set(names(after))];
  return [
    ...(before.pipeline === after.pipeline
      ? []
      : [`name: ${visible(before.pipeline)} → ${visible(after.pipeline)}`]),
    ...[...old].filter((name) => !current.has(name)).map((name) => `${visible(name)}: gone`),
    ...[...current].filter((name) => !old.has(name)).map((name) => `${visible(name)}: new`),
    ...changesBetween(declared(before), declared(after)).map(
      ({ component, what }) => `${visible(component)}: ${visible(what.join(', '))}`,
    ),
  ];
};

/** With what a run was started, each as JSON. */
const settingsOf = ({ seed, options }: KeptRun): ReadonlyMap<string, string> =>
  new Map(
    Object.entries({ ...options, seed, asked: undefined }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, JSON.stringify(value)] as const],
    ),
  );

const settingLines = (before: KeptRun, after: KeptRun): readonly string[] => {
  const [was, now] = [settingsOf(before), settingsOf(after)];
  return [...new Set([...was.keys(), ...now.keys()])].flatMap((name) => {
    const [old = 'none', current = 'none'] = [was.get(name), now.get(name)];
    return old === current ? [] : [`${name}: ${visible(old)} → ${visible(current)}`];
  });
};

type Named = ReadonlyMap<string, KeptValue>;

const givenBy = (tasks: readonly FinishedTask[]): Named =>
  new Map(
    tasks.flatMap(({ task, outputs }) =>
      [...outputs].map(([name, value]) => [`${task}.${name}`, value] as const),
    ),
  );

const valueLines = (was: Named, now: Named): readonly string[] =>
  [...new Set([...was.keys(), ...now.keys()])].flatMap((name) => {
    const [old, current] = [was.get(name), now.get(name)];
    if (old?.hash === current?.hash) return [];
    const said = [old, current].map((one) => (one === undefined ? 'none' : keptText(one)));
    return [`${visible(name)}: ${said.join(' → ')}`];
  });
