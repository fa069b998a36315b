import { writeFileSync } from 'node:fs';

import * as E from 'fp-ts/lib/Either.js';

import { quoted } from '../../diagnostics/wording.js';
import type { Sink } from '../../engine/events/event.js';
import type { Graph } from '../../graph/graph.js';
import { simulate as simulated } from '../../simulation/simulate.js';
import type { Simulation } from '../../simulation/simulation.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { UsageError } from '../exit/usage-error.js';
import { whyNotWritten } from '../files/file-error.js';
import { jsonText } from '../text/json-text.js';
import { findingsText, loadOnePipeline } from '../files/load-pipeline.js';
import { refuseOverwriting } from '../files/refuse-overwriting.js';
import { durationsOf } from './given-durations.js';
import { type Setting, settingsOf, type SimulateCommandOptions } from './simulate-flags.js';
import { comparisonText } from './comparison-text.js';
import { simulationText } from './simulation-text.js';
import { paintFor } from '../terminal/paint-for.js';
import { stdout } from '../terminal/stdout.js';

/** `mlpipeline simulate`: predicts a run, or the runs of many items, from how long tasks take. */
export const simulate = async (
  file: string,
  options: SimulateCommandOptions,
): Promise<ExitStatus> => {
  if ([file, ...options.durations].filter((path) => path === '-').length > 1)
    throw new UsageError('standard input can be read only once: `-` is named twice');
  const loaded = await loadOnePipeline(file, options);
  if (E.isLeft(loaded)) {
    process.stderr.write(findingsText(loaded.left, paintFor(process.stderr)));
    return exitStatus.unsound;
  }
  const { graph } = loaded.right;
  const { durations: paths, report, format } = options;
  if (paths.length === 0)
    throw new UsageError(
      'no durations are given: `--durations FILE` takes a YAML map from tasks to durations, or the events of an earlier run',
    );
  const given = await durationsOf(paths, graph);
  for (const note of given.notes) process.stderr.write(`mlpipeline: ${note}\n`);
  const settings = settingsOf(graph, given, options);
  if (report !== undefined) refuseReport(settings, report, [file, ...paths]);
  const [only, ...others] = settings;
  if (only === undefined) return exitStatus.done;
  const paint = paintFor(stdout);
  if (others.length > 0) {
    const all = settings.map((setting) => ({
      setting,
      simulation: simulated({ graph }, setting.options),
    }));
    stdout.write(
      format === 'json'
        ? json(all.map(({ simulation }) => simulation))
        : comparisonText(all, paint),
    );
    return exitStatus.done;
  }
  const simulation =
    report === undefined ? simulated({ graph }, only.options) : await reported(graph, only, report);
  stdout.write(format === 'json' ? json(simulation) : simulationText(simulation, paint, options));
  return exitStatus.done;
};

const refuseReport = (
  settings: readonly Setting[],
  path: string,
  reading: readonly string[],
): void => {
  if (settings.length > 1)
    throw new UsageError('`--report` shows one run: it cannot be used with several settings');
  if (settings[0]?.options.items !== undefined)
    throw new UsageError('`--report` shows one run: it cannot be used with `--items`');
  refuseOverwriting({ '--report': path }, reading);
};

const reported = async (graph: Graph, { options }: Setting, path: string): Promise<Simulation> => {
  const { report } = await import('../../sinks/report/report.js');
  const { sink, html } = report();
  // Simulated time begins at nothing, which as a date would be that of 1970.
  const from = Date.now();
  const dated: Sink = (event) => {
    const time = from + event.time;
    sink(
      event.type === 'run-started'
        ? { ...event, time, graph: { ...event.graph, name: `${graph.name} (simulated)` } }
        : { ...event, time },
    );
  };
  const simulation = simulated({ graph }, { ...options, sinks: [dated] });
  const page = await html();
  try {
    writeFileSync(path, page);
  } catch (error) {
    throw new UsageError(`${quoted(path)} cannot be written: ${whyNotWritten(error)}`);
  }
  return simulation;
};

// To a nanosecond: sums of durations are not exact to their last digit.
const json = (value: unknown): string =>
  jsonText(value, (_, one) => (typeof one === 'number' ? Number(one.toFixed(6)) : one));
