import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';

import type { ComparisonData } from '../../comparison/comparison-data.js';
import { SearchBox } from '../parts/search-box.js';
import { type Place, hrefOf as hrefOfPlace } from '../place/place.js';
import { goTo } from '../place/use-place.js';
import { Figure } from '../state/share.js';
import { counted, grouped } from '../text/format.js';
import { worthBy } from './charted.js';
import { columnsOf } from './column.js';
import { filterOf } from './filter.js';
import { MarkedRow } from './marked-row.js';
import { Parallel } from './parallel.js';
import { type Order, RowsTable, sortedBy } from './rows-table.js';
import type { RunHref } from './run-link.js';
import { Scatter } from './scatter.js';

interface ComparisonViewProps {
  readonly data: ComparisonData;
  readonly place: Place;
  readonly hrefOf?: RunHref;
}

/** Runs compared: a table of what varies beside what came of it, and charts of the same. */
export const ComparisonView = ({ data, place, hrefOf }: ComparisonViewProps): JSX.Element => {
  const { rows, metrics, best } = data;
  const columns = useMemo(() => columnsOf(data), [data]);
  const first = columns.find(({ kind }) => kind === 'metric');
  const [chosen, setChosen] = useState<Order>();
  // Until one is chosen: the first metric may come only while a sweep is at work.
  const order =
    chosen ??
    (best === undefined || first === undefined
      ? undefined
      : { column: first.id, isDown: best === 'max' });
  const [text, setText] = useState('');
  const shown = useMemo(() => rows.filter(filterOf(text, columns)), [rows, columns, text]);
  const by = columns.find(({ id }) => id === order?.column);
  const isDown = order?.isDown === true;
  const sorted = useMemo(() => sortedBy(shown, by, isDown), [shown, by, isDown]);
  const worth = useMemo(() => worthBy(first, rows, best ?? 'max'), [first, rows, best]);
  const marked = place.row === undefined ? undefined : Number(place.row);
  const markedRow = rows.find(({ index }) => index === marked);
  const mark = (index: number | undefined): void => {
    const rest = Object.fromEntries(Object.entries(place).filter(([key]) => key !== 'row'));
    goTo(hrefOfPlace(index === undefined ? rest : { ...rest, row: String(index) }));
  };
  const charted = { columns, rows: shown, worth, marked, mark };
  return (
    <main>
      <Header data={data} />
      <div class="heading filter">
        <SearchBox
          placeholder="Filter: words, or accuracy>0.8"
          label="Filter the rows by words, or by columns as in accuracy>0.8"
          text={text}
          onText={setText}
        />
        <p class="faint" role="status">
          {shown.length === rows.length
            ? counted(rows.length, 'row')
            : `${grouped(shown.length)} of ${counted(rows.length, 'row')}`}
        </p>
      </div>
      {rows.length > 1 && (
        <div class="charts">
          <Scatter {...charted} />
          <Parallel {...charted} />
        </div>
      )}
      {/* Below the charts, which stay where they are as another row is marked. */}
      {markedRow !== undefined && (
        <MarkedRow
          row={markedRow}
          {...{ columns, metrics, hrefOf }}
          unmark={() => {
            mark(undefined);
          }}
        />
      )}
      <section>
        <h2>All rows</h2>
        <RowsTable
          {...{ columns, rows: sorted, order, marked, mark, hrefOf }}
          sort={(column) => {
            setChosen({
              column: column.id,
              isDown: order?.column === column.id ? !isDown : column.kind === 'metric',
            });
          }}
        />
      </section>
    </main>
  );
};

const Header = ({ data }: { readonly data: ComparisonData }): JSX.Element => {
  const { pipeline, rows, batch } = data;
  const sum = (of: (row: ComparisonData['rows'][number]) => number): number =>
    rows.reduce((total, row) => total + of(row), 0);
  const [runs, failed, tasks, kept] = [
    sum(({ each }) => each.length),
    sum((row) => row.failed),
    sum((row) => row.tasks),
    sum((row) => row.kept),
  ];
  return (
    <header>
      <div class="headline">
        <h1>{pipeline}</h1>
      </div>
      {batch !== undefined && <p class="faint">{`Runs of ${batch}`}</p>}
      <div class="figures">
        <Figure value={grouped(rows.length)} label={batch === undefined ? 'rows' : 'settings'} />
        {runs !== rows.length && <Figure value={grouped(runs)} label="runs" />}
        {failed > 0 && <Figure state="failed" value={grouped(failed)} label="failed" />}
        <Figure value={`${grouped(kept)} of ${grouped(tasks)}`} label="tasks from the cache" />
      </div>
    </header>
  );
};
