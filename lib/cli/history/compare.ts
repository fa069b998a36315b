import { ComparisonError } from '../../comparison/comparison-error.js';
import { comparedBy } from '../../comparison/compared-by.js';
import { compare as compared, type Comparison } from '../../comparison/comparison.js';
import { sorted } from '../../comparison/row.js';
import { runGroups } from '../../comparison/run-groups.js';
import { tableCsv, tableJson, tableText } from '../comparison/comparison-table.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { UsageError } from '../exit/usage-error.js';
import type { StoreFlags } from '../store/store-flags.js';
import type { Stored } from '../store/open-stored.js';
import { paintFor } from '../terminal/paint-for.js';
import { stdout } from '../terminal/stdout.js';
import { withStore } from './history-store.js';

export interface CompareCommandOptions extends StoreFlags {
  readonly metric?: readonly string[];
  readonly best?: 'max' | 'min';
  readonly csv?: boolean;
  readonly json?: boolean;
}

/** `mlpipeline compare`: a row for each run, or each setting of a sweep: what varies, beside what came of it. */
export const compare = (
  runs: readonly string[],
  options: CompareCommandOptions,
): Promise<ExitStatus> =>
  withStore(options, async (stored) => {
    const comparison = await comparisonOf(stored, runs, options);
    const { metrics, best, varying } = comparison;
    if (options.best !== undefined && metrics.length === 0)
      throw new UsageError(
        '`--best` is of a metric: `--metric score=evaluate.f1` names what is to be best',
      );
    const rows = sorted(comparison.rows, metrics[0]?.name, best);
    stdout.write(
      options.json === true
        ? tableJson(rows)
        : options.csv === true
          ? tableCsv(rows)
          : tableText(rows, varying, paintFor(stdout), { isOfRuns: true }),
    );
    return exitStatus.done;
  });

const comparisonOf = async (
  stored: Stored,
  runs: readonly string[],
  { metric = [], best }: CompareCommandOptions,
): Promise<Comparison> => {
  const groups = await runGroups(stored.store.history, runs);
  try {
    return await compared(stored, groups, comparedBy(metric, best));
  } catch (error) {
    if (error instanceof ComparisonError) throw new UsageError(`\`--metric\`: ${error.message}`);
    throw error;
  }
};
