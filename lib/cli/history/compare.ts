import { comparedBy } from '../../comparison/compared-by.js';
import { compare as compared, type Comparison } from '../../comparison/comparison.js';
import { comparisonData } from '../../comparison/comparison-data.js';
import { sorted } from '../../comparison/row.js';
import { aboutOf, type RunGroup, runGroups } from '../../comparison/run-groups.js';
import { tableCsv, tableJson, tableText } from '../comparison/comparison-table.js';
import { asUsage } from '../comparison/metric-flags.js';
import { unmeasured, unreadable } from '../comparison/unmeasured.js';
import { writeComparison } from '../comparison/write-comparison.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { UsageError } from '../exit/usage-error.js';
import { refuseOverwriting } from '../files/refuse-overwriting.js';
import { tryWriting } from '../files/run-files.js';
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
  readonly report?: string;
}

/** `mlpipeline compare`: a row for each run, or each setting of a sweep: what varies, beside what came of it. */
export const compare = (
  runs: readonly string[],
  options: CompareCommandOptions,
): Promise<ExitStatus> =>
  withStore(options, async (stored) => {
    refuseOverwriting({ '--report': options.report }, [stored.store.where]);
    if (options.report !== undefined) tryWriting('--report', options.report);
    const groups = await runGroups(stored.store.history, runs);
    const comparison = await comparisonOf(stored, groups, options);
    const { metrics, best, varying } = comparison;
    if (options.best !== undefined && metrics.length === 0)
      throw new UsageError(
        '`--best` needs a metric to sort by, such as `--metric score=evaluate.f1`',
      );
    const rows = sorted(comparison.rows, metrics[0]?.name, best);
    stdout.write(
      options.json === true
        ? tableJson(rows)
        : options.csv === true
          ? tableCsv(rows, metrics)
          : tableText(rows, varying, metrics, paintFor(stdout), { isOfRuns: true }),
    );
    process.stderr.write(unreadable(rows) + unmeasured(rows, metrics, best));
    if (options.report !== undefined)
      await writeComparison(
        options.report,
        comparisonData(aboutOf(groups.flatMap((group) => group.runs)), comparison),
      );
    return exitStatus.done;
  });

const comparisonOf = async (
  stored: Stored,
  groups: readonly RunGroup[],
  { metric = [], best }: CompareCommandOptions,
): Promise<Comparison> => {
  try {
    return await compared(stored, groups, comparedBy(metric, best));
  } catch (error) {
    throw asUsage(error);
  }
};
