import type { JSX } from 'preact';

import type { FailedItem, ItemsData, ItemsTaskData } from '../../sinks/report/items-data.js';
import { HeadRow } from '../parts/head-row.js';
import { hrefOf } from '../place/place.js';
import { Icon } from '../state/icon.js';
import { Some } from '../state/lazily.js';
import { Figure, Share } from '../state/share.js';
import { duration, grouped, isoOf, whenOf } from '../text/format.js';
import type { State } from '../text/states.js';

/** Rows of a table, and failures, that are shown without a click. */
const mostRows = 100;

const Header = ({ data }: { readonly data: ItemsData }): JSX.Element => {
  const { pipeline, description, started, duration: took, items, notes } = data;
  const counts = (
    [
      ['finished', items.done, 'done'],
      ['failed', items.failed, 'failed'],
      ['cancelled', items.cancelled, 'cancelled'],
      ['running', items.unfinished, 'unfinished'],
    ] satisfies [State, number, string][]
  ).filter(([, count]) => count > 0);
  const ended = items.done + items.failed;
  return (
    <header>
      <div class="headline">
        <h1>{pipeline}</h1>
      </div>
      {description !== undefined && <p>{description}</p>}
      {started !== undefined && (
        <p class="faint">
          <time dateTime={isoOf(started)}>{whenOf(started)}</time> · many items
        </p>
      )}
      <div class="figures">
        <Figure value={duration(took)} label="from start to end" />
        {took > 0 && <Figure value={`${((ended / took) * 1000).toFixed(1)}/s`} label="items" />}
        {counts.map(([state, count, name]) => (
          <Figure key={state} state={state} value={grouped(count)} label={name} />
        ))}
      </div>
      <Share counts={counts.map(([state, count]) => [state, count])} />
      {notes.map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
    </header>
  );
};

const Failed = ({ item, message, run }: FailedItem): JSX.Element => (
  <article class="failed">
    <h3>
      <Icon state="failed" />
      {run === undefined ? item : <a href={hrefOf({ run: String(run) })}>{item}</a>}
    </h3>
    <div class="failure">
      <p class="message">{message}</p>
    </div>
  </article>
);

const columns: readonly (readonly [string, (task: ItemsTaskData) => string | number])[] = [
  ['finished', ({ finished }) => finished],
  ['failed', ({ failed }) => failed],
  ['skipped', ({ skipped }) => skipped],
  ['omitted', ({ omitted }) => omitted],
  ['cancelled', ({ cancelled }) => cancelled],
  ['attempts', ({ attempts }) => attempts],
  ['work in all', ({ work }) => duration(work)],
  ['an attempt', ({ work, attempts }) => (attempts === 0 ? '' : duration(work / attempts))],
];

const TaskTable = ({ tasks }: { readonly tasks: readonly ItemsTaskData[] }): JSX.Element => (
  <div class="table" tabIndex={0} role="group" aria-label="Tasks">
    <table>
      <HeadRow columns={['Task', ...columns.map(([name]) => name), 'the longest']} />
      <tbody>
        {tasks.map((task) => (
          <tr key={task.name}>
            <th scope="row">
              {task.name}
              <span class="faint">{` ${task.runner}`}</span>
            </th>
            {columns.map(([name, of]) => {
              const value = of(task);
              return (
                <td key={name}>
                  {value === 0 ? '' : typeof value === 'number' ? grouped(value) : value}
                </td>
              );
            })}
            <td>
              {task.longestItem !== undefined && (
                <>
                  {duration(task.longest)}
                  <span class="faint">{` ${task.longestItem}`}</span>
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

/** What became of many items. */
export const ItemsView = ({ data }: { readonly data: ItemsData }): JSX.Element => (
  <main>
    <Header data={data} />
    {data.failed.length > 0 && (
      <section id="failures">
        <h2>{`What failed (${grouped(data.items.failed)})`}</h2>
        <Some
          all={data.failed}
          most={mostRows}
          of={(some) => some.map((one, index) => <Failed key={index} {...one} />)}
        />
      </section>
    )}
    <section>
      <h2>Tasks, those first that worked longest</h2>
      <Some
        all={data.tasks.toSorted((one, other) => other.work - one.work)}
        most={mostRows}
        of={(some) => <TaskTable tasks={some} />}
      />
    </section>
  </main>
);
