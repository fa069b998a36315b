import { ComparisonError } from '../../comparison/comparison-error.js';
import { type Metric, metricsOf } from '../../comparison/metric.js';
import type { JsonGraph } from '../../drawing/json-graph.js';
import { UsageError } from '../exit/usage-error.js';

/** What `--metric` asks of runs of these graphs. Throws a `UsageError`. */
export const metricFlags = (
  graphs: readonly JsonGraph[],
  texts: readonly string[],
): readonly Metric[] => {
  try {
    return metricsOf(graphs, texts);
  } catch (error) {
    throw asUsage(error);
  }
};

/** What a comparison rejects with, where that is what `--metric` asks for as a `UsageError`. */
export const asUsage = (error: unknown): unknown =>
  error instanceof ComparisonError ? new UsageError(`\`--metric\`: ${error.message}`) : error;
