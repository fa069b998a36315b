import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { isSweepKey, sweepKeyText } from '../../comparison/sweep-key.js';
import { tasksText } from '../../comparison/tasks-text.js';
import type { WireRun, WireState } from '../../server/wire.js';
import { SearchBox } from '../parts/search-box.js';
import { hrefOf, type Place } from '../place/place.js';
import { useListed } from '../server/use-listed.js';
import { Wrong } from '../server/wrong.js';
import type { ServerSource } from '../source/source.js';
import { RunState, runStateNames } from '../state/run-state.js';
import { counted, duration, grouped, isoOf, whenOf } from '../text/format.js';

const refreshed = 2_000;

const timeOf = ({ started, ended }: WireRun): string =>
  ended === undefined ? '' : duration(ended - started);

const matches = ({ id, pipeline, state, batch }: WireRun, text: string): boolean =>
  `${id}\n${pipeline}\n${runStateNames[state]}\n${batch?.id ?? ''}\n${batch?.key ?? ''}`
    .toLowerCase()
    .includes(text.trim().toLowerCase());

/** A setting of a sweep is compared with the others. */
const batchPlace = ({ id, key }: NonNullable<WireRun['batch']>): Place =>
  isSweepKey(key) ? { sweep: id } : { batch: id };

interface RowProps {
  readonly run: WireRun;
  readonly isMarked: boolean;
  readonly mark: (is: boolean) => void;
}

const Row = ({ run, isMarked, mark }: RowProps): JSX.Element => (
  <tr role="row">
    <td role="cell">
      <input
        type="checkbox"
        aria-label={`Compare ${run.id}`}
        checked={isMarked}
        onChange={(event) => {
          mark(event.currentTarget.checked);
        }}
      />
    </td>
    <th scope="row" role="rowheader">
      <a href={hrefOf({ run: run.id })}>{run.id}</a>
    </th>
    <td role="cell" class="state">
      <RunState state={run.state} />
    </td>
    <td role="cell">{run.pipeline}</td>
    <td role="cell">
      <time dateTime={isoOf(run.started)}>{whenOf(run.started)}</time>
    </td>
    <td role="cell" class="number">
      {timeOf(run)}
    </td>
    <td role="cell" class="number">
      {run.tasks !== undefined && tasksText(run, grouped, ' of ')}
    </td>
    <td role="cell">
      {run.batch !== undefined && (
        <a href={hrefOf(batchPlace(run.batch))}>{sweepKeyText(run.batch.key) || run.batch.id}</a>
      )}
    </td>
  </tr>
);

const columns = ['Run', 'State', 'Pipeline', 'Started', 'Took', 'Tasks done', 'One of'];

/** The runs, the latest first: filtered, opened, and some of them compared. */
export const RunsView = ({ source }: { readonly source: ServerSource }): JSX.Element => {
  const { all: runs, wrong, more } = useListed<WireRun>(source.runs, [], refreshed);
  const [text, setText] = useState('');
  const [wanted, setWanted] = useState<WireState | ''>('');
  const [marked, setMarked] = useState<readonly string[]>([]);

  const shown = (runs ?? []).filter(
    (run) => (wanted === '' || run.state === wanted) && matches(run, text),
  );
  const [one, other] = marked;

  return (
    <main>
      <div class="heading">
        <h1>Runs</h1>
        <SearchBox
          placeholder="Find runs"
          label="Find runs by id, pipeline or state"
          text={text}
          onText={setText}
        />
        <select
          aria-label="State"
          value={wanted}
          onChange={(event) => {
            setWanted(event.currentTarget.value as WireState | '');
          }}
        >
          <option value="">in any state</option>
          {Object.entries(runStateNames).map(([state, name]) => (
            <option key={state} value={state}>
              {name}
            </option>
          ))}
        </select>
        {one !== undefined && other !== undefined ? (
          <a
            class="chip"
            href={hrefOf(
              marked.length === 2
                ? { compare: one, with: other }
                : { comparison: marked.join(' ') },
            )}
          >
            {marked.length === 2 ? 'Compare the two' : `Compare ${grouped(marked.length)}`}
          </a>
        ) : (
          <span class="faint">Mark two or more to compare them.</span>
        )}
      </div>
      <Wrong text={wrong} />
      {runs?.length === 0 && (
        <p>
          No runs yet. <a href={hrefOf({ pipelines: '' })}>Start one.</a>
        </p>
      )}
      {runs !== undefined && runs.length > 0 && (
        <div class="table data whole runs" tabIndex={0} role="group" aria-label="Runs">
          {/* Its parts are named: narrow, they are no table to a style. */}
          <table role="table">
            <thead role="rowgroup">
              <tr role="row">
                <td role="cell" />
                {columns.map((column) => (
                  <th key={column} scope="col" role="columnheader">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody role="rowgroup">
              {shown.map((run) => (
                <Row
                  key={run.id}
                  run={run}
                  isMarked={marked.includes(run.id)}
                  mark={(is) => {
                    const others = marked.filter((id) => id !== run.id);
                    setMarked(is ? [...others, run.id] : others);
                  }}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p class="faint" role="status">
        {runs !== undefined &&
          shown.length !== runs.length &&
          `${grouped(shown.length)} of ${counted(runs.length, 'run')}`}
      </p>
      {more !== undefined && (
        <button type="button" class="chip" onClick={() => void more()}>
          Older runs
        </button>
      )}
    </main>
  );
};
