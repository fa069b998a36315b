import type { JSX } from 'preact';

import type { WorkerThere } from '../../server/wire.js';
import { HeadRow } from '../parts/head-row.js';
import { hrefOf } from '../place/place.js';
import { useAsked } from '../server/use-asked.js';
import { Wrong } from '../server/wrong.js';
import type { ServerSource } from '../source/source.js';
import { duration } from '../text/format.js';

const refreshed = 2_000;

const columns = ['Worker', 'Pool', 'Runners', 'At once', 'At work', 'Up for', 'Last seen'];

/** How long ago, by the clock of this browser. */
const sinceThen = (time: number): string => duration(Math.max(0, Date.now() - time));

/** Who does the work of runs in other processes, or on other machines. */
export const WorkersView = ({ source }: { readonly source: ServerSource }): JSX.Element => {
  const { value, wrong } = useAsked(source.workers, [], refreshed);
  return (
    <main>
      <h1>Workers</h1>
      <Wrong text={wrong} />
      {value?.queue === false && (
        <p>Tasks run where the server is: it was started without a queue.</p>
      )}
      {value?.queue === true && value.workers.length === 0 && (
        <p>
          No worker is available: <code>mlpipeline worker</code> starts one. Tasks wait for it.
        </p>
      )}
      {value !== undefined && value.workers.length > 0 && (
        <div class="table data whole" tabIndex={0} role="group" aria-label="Workers">
          <table>
            <HeadRow columns={columns} />
            <tbody>
              {value.workers.map((worker) => (
                <WorkerRow key={worker.id} {...worker} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </main>
  );
};

const WorkerRow = (worker: WorkerThere): JSX.Element => {
  const { name, pool, host, runners, concurrency, since, atWork, seen } = worker;
  return (
    <tr>
      <th scope="row" title={`at ${host}`}>
        {name}
      </th>
      <td>{pool}</td>
      <td>{runners.join(', ')}</td>
      <td class="number">{concurrency}</td>
      <td>
        {atWork.map(({ run, task, attempt, since: begun }) => (
          <div key={`${run} ${task} ${attempt}`}>
            <a href={hrefOf({ run, task })}>{task}</a>
            <span class="faint">{` #${attempt} for ${sinceThen(begun)}`}</span>
          </div>
        ))}
      </td>
      <td>{sinceThen(since)}</td>
      <td>{`${sinceThen(seen)} ago`}</td>
    </tr>
  );
};
