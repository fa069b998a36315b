import { writeFileSync } from 'node:fs';

import * as E from 'fp-ts/lib/Either.js';

import { comparedBy } from '../../comparison/compared-by.js';
import { comparisonData } from '../../comparison/comparison-data.js';
import type { Metric } from '../../comparison/metric.js';
import { sorted, type Row } from '../../comparison/row.js';
import { numberText, settingText } from '../../comparison/row-text.js';
import { visible } from '../../diagnostics/visible.js';
import { counted, quoted } from '../../diagnostics/wording.js';
import type { Values } from '../../engine/events/event.js';
import type { Graph } from '../../graph/graph.js';
import { toJson } from '../../drawing/json-graph.js';
import { timeText } from '../../sinks/time-text.js';
import { settingsBy, type Setting } from '../../sweep/settings.js';
import { SweepError } from '../../sweep/sweep-error.js';
import { tableCsv, tableJson, tableText } from '../comparison/comparison-table.js';
import { unmeasured, unreadable } from '../comparison/unmeasured.js';
import { writeComparison } from '../comparison/write-comparison.js';
import { metricFlags } from '../comparison/metric-flags.js';
import { openItems } from '../each/open-items.js';
import { itemFile, itemPattern } from '../each/each-argument.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { UsageError } from '../exit/usage-error.js';
import { whyNotWritten } from '../files/file-error.js';
import { refuseAnyRunner } from '../files/load-pipeline.js';
import { inputFiles, inputNames, neededBy, readInputs } from '../files/read-inputs.js';
import { refuseOverwriting } from '../files/refuse-overwriting.js';
import { itemsFiles, tryWriting } from '../files/run-files.js';
import { refuseUntyped } from '../files/refuse-untyped.js';
import { runOptions } from '../flags/run-flags.js';
import { openStored } from '../store/open-stored.js';
import { shortId } from '../store/short-id.js';
import { refusePipelineAsStore, storeAsked } from '../store/store-flags.js';
import { paintFor } from '../terminal/paint-for.js';
import { stdout } from '../terminal/stdout.js';
import { programsEnded } from '../text/programs-ended.js';
import { warningsText } from '../text/warnings-text.js';
import { loadSettings } from './load-settings.js';
import { runSweep, type SweepEnd } from './run-sweep.js';
import { type SweepCommandOptions, type SweepPlan, sweepPlan } from './sweep-flags.js';
import { SweepRuns } from './sweep-runs.js';
import { type SweptValue, varying } from './swept-param.js';

/** `mlpipeline sweep`: a run for each setting of what varies, kept in a store, and a table of them. */
export const sweep = async (file: string, options: SweepCommandOptions): Promise<ExitStatus> => {
  refusePipelineAsStore(options);
  refuseAnyRunner(options);
  if (file === '-')
    throw new UsageError(
      '`sweep` loads the pipeline once for each setting: it cannot come from standard input',
    );
  if (options.store === false)
    throw new UsageError('`sweep` keeps its runs in a store: it cannot be used with `--no-store`');
  const where = storeAsked(options, file);
  if (where === undefined)
    throw new UsageError(
      '`sweep` keeps its runs in a store: add `--store`, or make a folder `.mlpipeline` beside the pipeline',
    );
  const plan = sweepPlan(options);
  refuseFiles(file, options, plan);
  const { settings, problem } = settingsOf(plan);
  if (problem !== undefined && options.sweepFile === undefined) throw problem;
  const { stderr } = process;
  const loaded = await loadSettings(
    ...([file, options, plan, settings[0] ?? firstValues(plan.params)] as const),
    paintFor(stderr),
  );
  if (E.isLeft(loaded)) stderr.write(loaded.left);
  if (problem !== undefined) throw problem;
  if (E.isLeft(loaded)) return exitStatus.usage;
  const { graph, findings, load } = loaded.right;
  if (!options.quiet) stderr.write(warningsText(findings));
  const metrics = metricFlags([toJson(graph)], plan.metrics);
  const run = runOptions(graph, { ...options, output: 'json', verbose: false });
  const { items, fixed } = await itemsOf(graph, options, plan);
  const { events, trace } = options;
  const files = await itemsFiles(
    { ...(events === undefined ? {} : { events }), ...(trace === undefined ? {} : { trace }) },
    graph.name,
  );
  const stored = await openStored(where);
  let end: SweepEnd;
  let runs: SweepRuns;
  const began = Date.now();
  try {
    runs = await SweepRuns.open(stored, {
      ...{ file, graph, options, metrics, fixed, each: plan.each },
      compared: comparedBy(plan.metrics, plan.best),
    });
    if (!options.quiet)
      stderr.write(
        `mlpipeline: sweep ${shortId(runs.batch)} of ${counted(settings.length, 'setting')}${items.length > 1 ? ` with ${items.length} items` : ''}, kept in ${quoted(stored.store.where)}\n`,
      );
    end = await runSweep({
      ...{ settings, items, load, runs, plan, run, graph, isQuiet: options.quiet },
      sinksOf: files.sinksOf,
    });
  } finally {
    stderr.write(files.finish());
    await stored.store.close();
  }
  const rows = sorted(end.rows, plan.metrics.length > 0 ? metrics[0]?.name : undefined, plan.best);
  print(rows, metrics, plan, options);
  stderr.write(unreadable(rows) + unmeasured(rows, metrics, plan.best));
  if (options.report !== undefined)
    await writeComparison(
      options.report,
      comparisonData(
        { pipeline: graph.name, batch: runs.batch },
        {
          varying: varying(plan.params),
          metrics,
          best: plan.best,
          rows,
          results: rows.map((row) => end.results.get(row) ?? []),
        },
      ),
    );
  stderr.write(
    summary(end, settings.length, metrics[0]?.name, plan, rows, { began, quiet: options.quiet }),
  );
  await programsEnded({ quiet: options.quiet });
  if (end.isInterrupted) return exitStatus.interrupted;
  return rows.some(({ failed }) => failed > 0) || end.stray !== undefined
    ? exitStatus.unsound
    : exitStatus.done;
};

const refuseFiles = (file: string, options: SweepCommandOptions, { each }: SweepPlan): void => {
  const { table, report, sweepFile, events, trace } = options;
  if (table !== undefined && !/\.(csv|json)$/i.test(table))
    throw new UsageError(
      `\`--table\` takes a file whose name ends in \`.csv\` or \`.json\`, not ${quoted(table)}`,
    );
  const items =
    each === undefined || itemPattern(each) !== undefined ? undefined : itemFile(each).path;
  const written = { '--table': table, '--report': report, '--events': events, '--trace': trace };
  refuseOverwriting(written, [file, items, sweepFile, ...inputFiles(options)]);
  // Not when hours of work are done.
  if (table !== undefined) tryWriting('--table', table);
  if (report !== undefined) tryWriting('--report', report);
};

/** All settings; none where the file has faults, which would stand for others. */
const settingsOf = ({
  params,
  space,
  file,
}: SweepPlan): {
  readonly settings: readonly Setting<SweptValue>[];
  readonly problem?: UsageError;
} => {
  if (file.faults.length > 0) return { settings: [] };
  try {
    return { settings: settingsBy(params, ({ value }) => value, space) };
  } catch (error) {
    if (!(error instanceof SweepError)) throw error;
    return { settings: [], problem: new UsageError(error.problems.join('\n  ')) };
  }
};

const firstValues = (params: SweepPlan['params']): Setting<SweptValue> => ({
  index: 0,
  values: Object.fromEntries(
    Object.entries(params).flatMap(([param, [value]]) =>
      value === undefined ? [] : [[param, value]],
    ),
  ),
});

/** The inputs of the runs of each setting: of one, or of as many as there are items; and what those have in common. */
const itemsOf = async (
  graph: Graph,
  { inputs = [], inputsFile, only }: SweepCommandOptions,
  { each, file }: SweepPlan,
): Promise<{ readonly items: readonly Values[]; readonly fixed: Values }> => {
  refuseUntyped(graph, inputNames(inputs));
  const isPartial = each !== undefined;
  const fixed = readInputs(graph, inputs, inputsFile, {
    ...{ only, isPartial },
    others: Object.fromEntries(file.inputs.map(({ name, value }) => [name, value])),
  });
  if (each === undefined) return { items: [fixed], fixed };
  const items: Values[] = [];
  const problems: string[] = [];
  for await (const { place, values, problem = '' } of (
    await openItems(each, graph, fixed, neededBy(graph, only))
  ).items)
    if (values === undefined) problems.push(`${visible(place)}: ${visible(problem)}`);
    else items.push({ ...fixed, ...values });
  if (problems.length > 0) {
    const more = problems.length - mostProblems;
    throw new UsageError(
      [
        ...problems.slice(0, mostProblems),
        ...(more > 0 ? [`and ${counted(more, 'more item')}`] : []),
      ].join('\n  '),
    );
  }
  if (items.length === 0) throw new UsageError(`${quoted(each)} holds no items`);
  return { items, fixed };
};

const mostProblems = 10;

const print = (
  rows: readonly Row[],
  metrics: readonly Metric[],
  { params }: SweepPlan,
  { csv, json, table }: SweepCommandOptions,
): void => {
  stdout.write(
    json === true
      ? tableJson(rows)
      : csv === true
        ? tableCsv(rows, metrics)
        : rows.length === 0
          ? ''
          : tableText(rows, varying(params), metrics, paintFor(stdout)),
  );
  if (table === undefined) return;
  try {
    writeFileSync(table, /\.csv$/i.test(table) ? tableCsv(rows, metrics) : tableJson(rows));
  } catch (error) {
    throw new UsageError(`${quoted(table)} cannot be written: ${whyNotWritten(error)}`);
  }
};

const summary = (
  { isInterrupted, stray, rows: ended }: SweepEnd,
  all: number,
  metric: string | undefined,
  { best, stopAfterFailures, params }: SweepPlan,
  rows: readonly Row[],
  { began, quiet }: { readonly began: number; readonly quiet: boolean },
): string => {
  const failed = ended.filter((row) => row.failed > 0).length;
  const strayText = stray === undefined ? [] : [stray];
  if (quiet && !isInterrupted && failed === 0) return told(strayText);
  const sum = (count: (row: Row) => number): number =>
    ended.reduce((total, row) => total + count(row), 0);
  const [first] = rows;
  const lines = [
    ...strayText,
    `${isInterrupted ? 'interrupted: ' : ''}${ended.length - failed} of ${counted(all, 'setting')} done` +
      `${failed > 0 ? `, ${failed} failed` : ''}, in ${timeText(Date.now() - began)}; ` +
      `${sum(({ kept }) => kept)} of ${counted(
        sum(({ tasks }) => tasks),
        'task',
      )} from the cache`,
    ...(isInterrupted || failed > 0
      ? [
          `${failed >= stopAfterFailures ? 'stopped by `--stop-after-failures`: ' : ''}run the same command with \`--resume\` to continue`,
        ]
      : []),
    ...(best === undefined || metric === undefined || first?.metrics[metric] === undefined
      ? []
      : [
          `best ${visible(metric)}: ${numberText(first.metrics[metric].mean)} with ${visible(settingText(varyingValues(first, params)))}`,
        ]),
  ];
  return told(lines);
};

const told = (lines: readonly string[]): string =>
  lines.map((line) => `mlpipeline: ${line}\n`).join('');

const varyingValues = ({ values }: Row, params: SweepPlan['params']): Values =>
  Object.fromEntries(varying(params).map((param) => [param, values[param]]));
