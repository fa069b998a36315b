import * as E from 'fp-ts/lib/Either.js';

import { toJson } from '../../diagnostics/json-diagnostic.js';
import type { Paint } from '../../diagnostics/paint.js';
import { visible } from '../../diagnostics/visible.js';
import { counted, series, shorten } from '../../diagnostics/wording.js';
import type { AbsentOutput } from '../../engine/absent-outputs.js';
import { type DryRun, dryRun as record, type Provenance } from '../../engine/dry-run.js';
import type { Graph, PipelineOutput } from '../../graph/graph.js';
import type { Explained } from '../../store/cache/explain-cache.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { jsonText } from '../text/json-text.js';
import { findingsText, loadOnePipeline } from '../files/load-pipeline.js';
import { refusePipelineAsStore } from '../store/store-flags.js';
import { warningsText } from '../text/warnings-text.js';
import { pathWithArrows } from '../text/path-with-arrows.js';
import { paintFor } from '../terminal/paint-for.js';
import { stdout } from '../terminal/stdout.js';
import { cacheText } from './cache-text.js';
import { asksCache, type DryRunCacheFlags } from './dry-run-cache-flags.js';

export interface DryRunOptions extends DryRunCacheFlags {
  readonly format: 'text' | 'json';
}

/** `mlpipeline dry-run`: proves that a pipeline can finish, or says what could never run. */
export const dryRun = async (file: string, options: DryRunOptions): Promise<ExitStatus> => {
  refusePipelineAsStore(options);
  const isCacheAsked = asksCache(options);
  const loaded = await loadOnePipeline(file, options);
  if (E.isLeft(loaded)) {
    const { source, diagnostics } = loaded.left;
    if (options.format === 'json') {
      const told = diagnostics.map((diagnostic) => toJson(source, diagnostic));
      stdout.write(jsonText({ sound: false, diagnostics: told }));
    } else process.stderr.write(findingsText(loaded.left, paintFor(process.stderr)));
    return exitStatus.unsound;
  }
  const { graph, findings } = loaded.right;
  process.stderr.write(warningsText(findings));
  const recorded = record(graph);
  // Loaded for those who ask for it.
  const cache = isCacheAsked
    ? await (await import('./cache-told.js')).cacheTold(file, graph, recorded.steps, options)
    : undefined;
  stdout.write(
    options.format === 'json'
      ? jsonText(jsonResult(graph, recorded, cache))
      : text(graph, recorded, cache, paintFor(stdout)),
  );
  return exitStatus.done;
};

// In all, the names in the ways to the outputs: where every task is an output they would be as many
// as the square of the tasks.
const mostNames = 500_000;

const jsonResult = (
  graph: Graph,
  { steps, pruned, mayBeAbsent, provenance }: DryRun,
  cache: readonly Explained[] | undefined,
): unknown => {
  const outputs: Provenance[] = [];
  let names = 0;
  for (const output of graph.outputs) {
    if (names > mostNames) break;
    const way = provenance(output);
    names += way.inputs.length + way.steps.reduce((sum, step) => sum + step.length, 0);
    outputs.push(way);
  }
  const omitted = graph.outputs.length - outputs.length;
  return {
    sound: true,
    name: graph.name,
    steps,
    outputs,
    ...(omitted > 0 ? { omitted } : {}),
    mayBeAbsent,
    pruned,
    ...(cache === undefined ? {} : { cache }),
  };
};

const mostRows = 30;

const text = (
  graph: Graph,
  { steps, pruned, mayBeAbsent, provenance }: DryRun,
  cache: readonly Explained[] | undefined,
  paint: Paint,
): string => {
  const tasks = steps.reduce((sum, step) => sum + step.length, 0);
  const width = String(steps.length).length;
  const order = steps.map(
    (step, index) => `  ${String(index + 1).padStart(width)}  ${series(step, 6)}`,
  );
  const outputs = graph.outputs.slice(0, mostRows);
  return [
    `${visible(shorten(graph.name, 100))} ${paint.good('can finish')}: ${counted(tasks, 'task')} in ${counted(steps.length, 'step')}`,
    '',
    `${paint.strong('Order')} (the tasks of one step do not wait for each other)`,
    ...cut(order),
    '',
    paint.strong('Outputs'),
    ...ways(outputs, provenance),
    ...more(graph.outputs.length - outputs.length),
    '',
    ...(mayBeAbsent.length === 0
      ? []
      : [paint.strong('May be absent'), ...cut(mayBeAbsent.map(absence)), '']),
    paint.strong('Pruned'),
    ...(pruned.length === 0
      ? ['  nothing']
      : cut(pruned.map((name) => `  ${name}: no output of the pipeline needs it`))),
    ...(cache === undefined ? [] : ['', ...cut(cacheText(cache, paint), 1)]),
    '',
  ].join('\n');
};

const widestName = 24;

const ways = (
  outputs: readonly PipelineOutput[],
  provenance: DryRun['provenance'],
): readonly string[] => {
  const width = Math.min(widestName, Math.max(0, ...outputs.map(({ name }) => name.length)));
  return outputs.flatMap((output) => {
    const shown = way(provenance(output));
    return output.name.length > width
      ? [`  ${output.name}`, `    ${shown}`]
      : [`  ${output.name.padEnd(width)}  ${shown}`];
  });
};

// The way from the inputs to an output: the tasks of one step side by side, the last one by the
// value that it publishes.
const way = ({ consumable, inputs, steps }: Provenance): string => {
  if (steps.length === 0) return `${consumable} (an input, as given)`;
  const between = steps
    .slice(0, -1)
    .map((step) => (step.length > 1 ? `{${series(step, 3)}}` : series(step, 1)));
  return pathWithArrows(
    [...(inputs.length > 0 ? [series(inputs, 3)] : []), ...between, consumable],
    10,
  );
};

const absence = ({ output, when }: AbsentOutput): string =>
  `  ${output}: ${when === undefined ? 'whichever way conditions fall' : `when ${when}`}`;

const cut = (rows: readonly string[], heads = 0): readonly string[] => {
  const most = mostRows + heads;
  return rows.length <= most ? rows : [...rows.slice(0, most), ...more(rows.length - most)];
};

const more = (count: number): readonly string[] => (count > 0 ? [`  … and ${count} more`] : []);
