import type { Paint } from '../../diagnostics/paint.js';
import { visible } from '../../diagnostics/visible.js';
import { shorten } from '../../diagnostics/wording.js';
import type { Metric } from '../../comparison/metric.js';
import { metricsIn, type Row, type Spread } from '../../comparison/row.js';
import { spreadText, valueText } from '../../comparison/row-text.js';
import { timeText } from '../../sinks/time-text.js';
import { shortId } from '../store/short-id.js';
import { jsonText } from '../text/json-text.js';
import { type Column, table } from '../text/table.js';

/** The rows as a table for a terminal. `isOfRuns`: each has a state and a time of its own. */
export const tableText = (
  rows: readonly Row[],
  params: readonly string[],
  asked: readonly Metric[],
  paint: Paint,
  { isOfRuns = false }: { readonly isOfRuns?: boolean } = {},
): string => {
  const metrics = metricsIn(rows, asked);
  const isOfItems = rows.some(({ runs }) => runs.length > 1);
  const hasFailed = rows.some(({ failed }) => failed > 0);
  const columns: readonly Column[] = [
    ...params.map((head) => ({ head: visible(head), isRight: true })),
    ...metrics.map((head) => ({ head: visible(head), isRight: true })),
    ...(isOfRuns ? [{ head: 'state' }, { head: 'took', isRight: true }] : []),
    { head: 'work', isRight: true },
    { head: 'kept', isRight: true },
    isOfItems ? { head: 'runs', isRight: true } : { head: 'run' },
    ...(hasFailed ? [{ head: 'failed' }] : []),
  ];
  const cells = rows.map((row) => [
    ...params.map((param) => visible(shorten(valueText(row.values[param]), 40))),
    ...metrics.map((metric) => metricText(row, metric)),
    ...(isOfRuns ? [row.state, row.done === 0 ? '' : timeText(row.took)] : []),
    row.done === 0 ? '' : timeText(row.work),
    `${row.kept}/${row.tasks}`,
    isOfItems ? String(row.runs.length) : row.runs.map(shortId).join(),
    ...(hasFailed ? [failedText(row, isOfItems)] : []),
  ]);
  return table(columns, cells, paint)
    .map((line) => `${line}\n`)
    .join('');
};

/** Of several runs there may be numbers beside what cannot be read. */
const metricText = ({ metrics, damaged = {} }: Row, metric: string): string =>
  [
    ...(metrics[metric] === undefined ? [] : [spreadText(metrics[metric])]),
    ...(damaged[metric] === undefined ? [] : ['damaged']),
  ].join(', ');

const failedText = ({ failed, error = '' }: Row, isOfItems: boolean): string => {
  if (failed === 0) return '';
  const why = visible(shorten(error, 80));
  return isOfItems ? `${failed}: ${why}` : why;
};

/** The rows as data, with what all their runs are. */
export const tableJson = (rows: readonly Row[]): string =>
  jsonText(rows.map((row) => ({ ...row, work: Math.round(row.work), took: Math.round(row.took) })));

/** The rows as CSV (RFC 4180), with all params, and each metric with its deviation and count. */
export const tableCsv = (rows: readonly Row[], asked: readonly Metric[]): string => {
  const params = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
  const metrics = metricsIn(rows, asked);
  const heads = [
    ...params,
    ...metrics.flatMap((name) => [name, `${name} deviation`, `${name} count`]),
    ...['state', 'took ms', 'work ms', 'tasks', 'kept', 'done', 'failed', 'error', 'runs'],
  ];
  const lines = rows.map((row) => [
    ...params.map((param) => valueText(row.values[param])),
    ...metrics.flatMap((name) => {
      const {
        mean = '',
        deviation = '',
        count = '',
      }: Partial<Record<keyof Spread, unknown>> = row.metrics[name] ?? {};
      return [mean, deviation, count].map(String);
    }),
    ...[
      row.state,
      Math.round(row.took),
      Math.round(row.work),
      row.tasks,
      row.kept,
      row.done,
      row.failed,
    ].map(String),
    ...[row.error ?? '', row.runs.join(' ')],
  ]);
  return [heads, ...lines].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
};

const csvCell = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
