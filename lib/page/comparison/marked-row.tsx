import type { JSX } from 'preact';

import type { ComparedRow } from '../../comparison/comparison-data.js';
import { numberText } from '../../comparison/row-text.js';
import { HeadRow } from '../parts/head-row.js';
import { Some } from '../state/lazily.js';
import { RunState } from '../state/run-state.js';
import { duration } from '../text/format.js';
import type { Column } from './column.js';
import { type RunHref, RunLink } from './run-link.js';

const mostRuns = 50;

/** A row by itself, with the runs that are behind it. */
export const MarkedRow = ({
  row,
  columns,
  metrics,
  hrefOf,
  unmark,
}: {
  readonly row: ComparedRow;
  readonly columns: readonly Column[];
  readonly metrics: readonly string[];
  readonly hrefOf: RunHref | undefined;
  readonly unmark: () => void;
}): JSX.Element => {
  const hasItems = row.each.some(({ item }) => item !== undefined);
  return (
    <section class="marked-row" aria-label="The marked row">
      <div class="heading">
        <h2>The marked row</h2>
        <RunState state={row.state} />
        <button type="button" class="chip" onClick={unmark}>
          Unmark
        </button>
      </div>
      <dl class="told">
        {columns
          .map(({ id, name, text }) => ({ id, name, text: text(row) }))
          .filter(({ text }) => text !== '')
          .map(({ id, name, text }) => (
            <div key={id}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        <div>
          <dt>from the cache</dt>
          <dd>{`${row.kept} of ${row.tasks} tasks`}</dd>
        </div>
      </dl>
      {row.error !== undefined && <p class="wrong">{row.error}</p>}
      <div class="table data whole compared" tabIndex={0} role="group" aria-label="Its runs">
        <Some
          all={row.each}
          most={mostRuns}
          of={(some) => (
            <table>
              <HeadRow
                columns={['Run', ...(hasItems ? ['Item'] : []), 'State', 'Took', ...metrics]}
              />
              <tbody>
                {some.map(({ id, item, state, took, metrics: measured }) => (
                  <tr key={id}>
                    <th scope="row">
                      <RunLink id={id} hrefOf={hrefOf} />
                    </th>
                    {hasItems && <td class="value">{item}</td>}
                    <td>
                      <RunState state={state} />
                    </td>
                    <td class="number">{took !== undefined && duration(took)}</td>
                    {metrics.map((name) => (
                      <td key={name} class="number">
                        {measured[name] !== undefined && numberText(measured[name])}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        />
      </div>
    </section>
  );
};
