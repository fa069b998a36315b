import { existsSync } from 'node:fs';

import { ComparisonError } from '../../comparison/comparison-error.js';
import { metricsOf } from '../../comparison/metric.js';
import { diagnose, type Diagnostic } from '../../diagnostics/diagnostic.js';
import { formatDiagnostic } from '../../diagnostics/format.js';
import type { Paint } from '../../diagnostics/paint.js';
import { quoted } from '../../diagnostics/wording.js';
import { toJson } from '../../drawing/json-graph.js';
import { inputProblems } from '../../engine/run/bind-inputs.js';
import type { Graph } from '../../graph/graph.js';
import { itemFile, itemPattern } from '../each/each-argument.js';
import type { Placed } from './sweep-file.js';
import type { SweepPlan } from './sweep-flags.js';

/** What of a sweep's file does not fit the pipeline, at its place, as it is printed. */
export const sweepMistakes = (
  graph: Graph,
  { inputs, metrics, each }: SweepPlan['file'],
  paint: Paint,
): readonly string[] => {
  const declared = [toJson(graph)];
  const told = ({ source }: Placed, wrong: readonly Diagnostic[]): readonly string[] =>
    wrong.map((one) => formatDiagnostic(source, one, paint));
  return [
    ...inputs.flatMap((input) => told(input, inputFaults(input, graph))),
    ...(each === undefined ? [] : told(each, itemFaults(each))),
    ...metrics.flatMap((metric) => told(metric, metricFaults(metric, declared))),
  ];
};

const inputFaults = ({ name, value, place }: Placed, graph: Graph): readonly Diagnostic[] => {
  const names = new Set(graph.inputs.map((one) => one.name));
  const others = new Set([...names].filter((one) => one !== name));
  return inputProblems(graph, { [name]: value }, undefined, others).map((problem) =>
    diagnose(names.has(name) ? 'bad-value' : 'unknown-input', place, problem),
  );
};

const itemFaults = ({ value, place }: Placed<string>): readonly Diagnostic[] => {
  const { path } = itemFile(value);
  return itemPattern(value) !== undefined || path === '-' || existsSync(path)
    ? []
    : [diagnose('unreadable-file', place, `there is no file ${quoted(path)}`)];
};

const metricFaults = (
  { value, place }: Placed<string>,
  declared: Parameters<typeof metricsOf>[0],
): readonly Diagnostic[] => {
  try {
    metricsOf(declared, [value]);
    return [];
  } catch (error) {
    if (!(error instanceof ComparisonError)) throw error;
    return [diagnose('invalid-reference', place, error.message)];
  }
};
