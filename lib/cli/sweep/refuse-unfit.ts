import { ComparisonError } from '../../comparison/comparison-error.js';
import { metricsOf } from '../../comparison/metric.js';
import { diagnose, type Diagnostic } from '../../diagnostics/diagnostic.js';
import { formatDiagnostics } from '../../diagnostics/format.js';
import { quoted } from '../../diagnostics/wording.js';
import { toJson } from '../../drawing/json-graph.js';
import { inputProblems } from '../../engine/bind-inputs.js';
import type { Graph } from '../../graph/graph.js';
import { UsageError } from '../exit/usage-error.js';
import type { Placed } from './sweep-file.js';
import type { SweepPlan } from './sweep-flags.js';

/** Refuses inputs and metrics of a sweep's file that the pipeline has not, at their places. */
export const refuseUnfit = (graph: Graph, { inputs, metrics }: SweepPlan['file']): void => {
  const names = new Set(graph.inputs.map(({ name }) => name));
  const declared = [toJson(graph)];
  const wrong = [
    ...inputs.flatMap(({ name, value, place }) => {
      const others = new Set([...names].filter((one) => one !== name));
      return inputProblems(graph, { [name]: value }, undefined, others).map((problem) =>
        diagnose(names.has(name) ? 'bad-value' : 'unknown-input', place, problem),
      );
    }),
    ...metrics.flatMap((metric) => metricFault(metric, declared)),
  ];
  const [first] = [...inputs, ...metrics];
  if (first === undefined || wrong.length === 0) return;
  throw new UsageError(
    `${quoted(first.source.name)} does not fit the pipeline\n\n${formatDiagnostics(first.source, wrong)}`,
  );
};

const metricFault = (
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
