import type { JSX } from 'preact';

import { HeadRow } from '../parts/head-row.js';
import { hrefOf } from '../place/place.js';
import { useListed } from '../server/use-listed.js';
import { Wrong } from '../server/wrong.js';
import type { ServerSource } from '../source/source.js';
import { Icon } from '../state/icon.js';
import { duration, grouped, isoOf, whenOf } from '../text/format.js';

const refreshed = 5_000;

/** Sweeps and lists of items, whose runs can be compared. */
export const SweepsView = ({ source }: { readonly source: ServerSource }): JSX.Element => {
  const { all: batches, wrong, more } = useListed(source.batches, [], refreshed);
  return (
    <main>
      <h1>Sweeps</h1>
      <Wrong text={wrong} />
      {batches?.length === 0 && (
        <p>
          No sweeps yet: <code>mlpipeline sweep</code> runs a pipeline for many settings, in the
          store of this server.
        </p>
      )}
      {batches !== undefined && batches.length > 0 && (
        <div class="table data whole" tabIndex={0} role="group" aria-label="Sweeps">
          <table>
            <HeadRow columns={['Sweep', 'Pipeline', 'Of', 'Runs', 'Done', 'Started', 'Took']} />
            <tbody>
              {batches.map(({ id, pipeline, isSweep, runs, done, running, started, ended }) => (
                <tr key={id}>
                  <th scope="row">
                    <a href={hrefOf({ sweep: id })}>{id.slice(0, 8)}</a>
                  </th>
                  <td>{pipeline}</td>
                  <td>{isSweep ? 'settings' : 'items'}</td>
                  <td class="number">{grouped(runs)}</td>
                  <td class="number">
                    {running > 0 && <Icon state="running" />} {grouped(done)}
                  </td>
                  <td>
                    <time dateTime={isoOf(started)}>{whenOf(started)}</time>
                  </td>
                  <td class="number">{ended !== undefined && duration(ended - started)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {more !== undefined && (
        <button type="button" class="chip" onClick={() => void more()}>
          Older sweeps
        </button>
      )}
    </main>
  );
};
