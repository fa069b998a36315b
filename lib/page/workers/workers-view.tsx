import type { JSX } from 'preact';

import { HeadRow } from '../parts/head-row.js';
import { useAsked } from '../server/use-asked.js';
import { Wrong } from '../server/wrong.js';
import type { ServerSource } from '../source/source.js';
import { duration } from '../text/format.js';

const refreshed = 2_000;

/** Who does the work of runs on other machines. */
export const WorkersView = ({ source }: { readonly source: ServerSource }): JSX.Element => {
  const { value: workers, wrong } = useAsked(source.workers, [], refreshed);
  return (
    <main>
      <h1>Workers</h1>
      <Wrong text={wrong} />
      {workers?.length === 0 && <p>No workers: tasks run where the server is.</p>}
      {workers !== undefined && workers.length > 0 && (
        <div class="table data whole" tabIndex={0} role="group" aria-label="Workers">
          <table>
            <HeadRow columns={['Worker', 'Pool', 'Runners', 'At once', 'At work', 'Heard of']} />
            <tbody>
              {workers.map(({ name, pool, runners, concurrency, tasks, seen }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{pool}</td>
                  <td>{runners.join(', ')}</td>
                  <td class="number">{concurrency}</td>
                  <td>{tasks.join(', ')}</td>
                  <td>{`${duration(Math.max(0, Date.now() - seen))} ago`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </main>
  );
};
