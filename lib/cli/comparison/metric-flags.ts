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
    if (error instanceof ComparisonError) throw new UsageError(`\`--metric\`: ${error.message}`);
    throw error;
  }
};
