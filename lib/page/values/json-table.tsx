import type { JSX } from 'preact';

import { HeadRow } from '../parts/head-row.js';
import { Some } from '../state/lazily.js';

const mostColumns = 12;
const mostRows = 20;
/** A longer text is for the eye that looks for it, not for a table. */
const longest = 2_000_000;

type Row = Readonly<Record<string, unknown>>;

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** What the record has left out. */
  readonly rest?: string;
}

const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A list of at least two records, mostly with the same keys, as a table. */
export const tableOf = (json: string): Table | undefined => {
  if (!json.startsWith('[') || json.length > longest) return undefined;
  const list = parsed(json);
  if (!Array.isArray(list)) return undefined;
  const last: unknown = list.at(-1);
  // As values are cut short.
  const rest = typeof last === 'string' && /^<[\d,]+ more items>$/.test(last) ? last : undefined;
  const rows: readonly unknown[] = rest === undefined ? list : list.slice(0, -1);
  if (rows.length < 2 || !rows.every(isRow)) return undefined;
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.reduce((sum, row) => sum + Object.keys(row).length, 0);
  if (columns.length === 0 || columns.length > mostColumns) return undefined;
  if (cells < (columns.length * rows.length) / 2) return undefined;
  return { columns, rows, ...(rest === undefined ? {} : { rest }) };
};

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

const cell = (value: unknown): string => {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
};

export const JsonTable = ({ columns, rows, rest }: Table): JSX.Element => (
  <div class="table data" tabIndex={0} role="group" aria-label="Table">
    <Some
      all={rows}
      most={mostRows}
      of={(some) => (
        <table>
          <HeadRow columns={columns} />
          <tbody>
            {some.map((row, index) => (
              <tr key={index}>
                {columns.map((name) => (
                  <td key={name} class={typeof row[name] === 'number' ? 'number' : 'value'}>
                    {Object.hasOwn(row, name) ? cell(row[name]) : ''}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    />
    {rest !== undefined && <p class="faint">{rest}</p>}
  </div>
);
