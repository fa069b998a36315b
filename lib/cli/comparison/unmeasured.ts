import type { Metric } from '../../comparison/metric.js';
import type { Row } from '../../comparison/row.js';
import { visible } from '../../diagnostics/visible.js';
import { shortId } from '../store/short-id.js';
import { quoted } from '../../diagnostics/wording.js';

/** Lines about what cannot be read, of each row by its first run. */
export const unreadable = (rows: readonly Row[]): string =>
  rows
    .flatMap(({ damaged = {}, runs }) =>
      Object.entries(damaged).map(
        ([name, why]) =>
          `mlpipeline: metric ${quoted(name)} of ${runs.length === 1 ? `run ${shortId(runs[0] ?? '')}` : `${runs.length} runs`} is left out: ${visible(why)}\n`,
      ),
    )
    .join('');

/** Lines about metrics that no run has a number of, such as a text. */
export const unmeasured = (
  rows: readonly Row[],
  metrics: readonly Metric[],
  best: 'max' | 'min' | undefined,
): string =>
  rows.every(({ done }) => done === 0)
    ? ''
    : metrics
        .filter(({ name }) =>
          rows.every((row) => row.metrics[name] === undefined && row.damaged?.[name] === undefined),
        )
        .map(
          (metric) =>
            `mlpipeline: ${quoted(`--metric ${metric.name}`)} is not a number in any of these runs: it has no values` +
            `${best !== undefined && metric === metrics[0] ? ', and nothing is best by it' : ''}\n`,
        )
        .join('');
