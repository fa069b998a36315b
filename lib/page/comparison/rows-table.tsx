import type { JSX } from 'preact';

import type { ComparedRow } from '../../comparison/comparison-data.js';
import { Some } from '../state/lazily.js';
import { RunState } from '../state/run-state.js';
import { grouped } from '../text/format.js';
import type { Column } from './column.js';
import { RunLink, type RunHref } from './run-link.js';

const mostRows = 100;

/** By which column rows are sorted, and whether from the greatest down. */
export interface Order {
  /** Its id. */
  readonly column: string;
  readonly isDown: boolean;
}

export const sortedBy = (
  rows: readonly ComparedRow[],
  column: Column | undefined,
  isDown: boolean,
): readonly ComparedRow[] => {
  if (column === undefined) return rows;
  return rows
    .map((row) => ({ row, value: column.of(row) }))
    .sort((a, b) => {
      // What is not there is last, either way.
      if (a.value === undefined || b.value === undefined)
        return Number(a.value === undefined) - Number(b.value === undefined);
      const order =
        typeof a.value === 'number' && typeof b.value === 'number'
          ? a.value - b.value
          : String(a.value).localeCompare(String(b.value), 'en', { numeric: true });
      return isDown ? -order : order;
    })
    .map(({ row }) => row);
};

interface RowsTableProps {
  readonly columns: readonly Column[];
  readonly rows: readonly ComparedRow[];
  readonly order: Order | undefined;
  readonly sort: (column: Column) => void;
  readonly marked: number | undefined;
  readonly mark: (index: number | undefined) => void;
  readonly hrefOf: RunHref | undefined;
}

/** What is known of each row. */
export const RowsTable = ({
  columns,
  rows,
  order,
  sort,
  marked,
  mark,
  hrefOf,
}: RowsTableProps): JSX.Element => (
  <div class="table data whole compared" tabIndex={0} role="group" aria-label="All rows">
    <Some
      all={rows}
      most={mostRows}
      of={(some) => (
        <table>
          <thead>
            <tr>
              <td />
              {columns.map((column) => (
                <th
                  key={column.id}
                  scope="col"
                  class={column.isNumber ? 'number' : ''}
                  {...(order?.column === column.id
                    ? { 'aria-sort': order.isDown ? 'descending' : 'ascending' }
                    : {})}
                >
                  <button
                    type="button"
                    class="sort"
                    onClick={() => {
                      sort(column);
                    }}
                  >
                    {column.name}
                    <span aria-hidden="true">
                      {order?.column === column.id ? (order.isDown ? ' ↓' : ' ↑') : ''}
                    </span>
                  </button>
                </th>
              ))}
              <th scope="col">State</th>
              <th scope="col">Runs</th>
            </tr>
          </thead>
          <tbody>
            {some.map((row) => (
              <tr key={row.index} class={row.index === marked ? 'differs' : ''}>
                <td>
                  <input
                    type="checkbox"
                    aria-label={`Mark row ${row.index + 1}`}
                    checked={row.index === marked}
                    onChange={(event) => {
                      mark(event.currentTarget.checked ? row.index : undefined);
                    }}
                  />
                </td>
                {columns.map((column) => (
                  <td key={column.id} class={column.isNumber ? 'number' : 'value'}>
                    {column.text(row)}
                  </td>
                ))}
                <td>
                  <RunState state={row.state} />
                </td>
                <td>
                  <Runs row={row} mark={mark} hrefOf={hrefOf} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    />
  </div>
);

const Runs = ({
  row,
  mark,
  hrefOf,
}: {
  readonly row: ComparedRow;
  readonly mark: RowsTableProps['mark'];
  readonly hrefOf: RunHref | undefined;
}): JSX.Element => {
  const [only, ...others] = row.each;
  if (only !== undefined && others.length === 0) return <RunLink id={only.id} hrefOf={hrefOf} />;
  return (
    <button
      type="button"
      class="chip"
      onClick={() => {
        mark(row.index);
      }}
    >
      {grouped(row.each.length)} runs
    </button>
  );
};
