import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import type { ReportData } from '../../sinks/report/report-data.js';
import type { WireRun } from '../../server/wire.js';
import { HeadRow } from '../parts/head-row.js';
import { hrefOf } from '../place/place.js';
import { useListed } from '../server/use-listed.js';
import { Wrong } from '../server/wrong.js';
import type { ServerSource } from '../source/source.js';
import { RunState } from '../state/run-state.js';
import { duration } from '../text/format.js';

const refreshed = 5_000;

/** The runs that are one of the same, such as a sweep: a row for each, what went in and what came out. */
export const BatchView = ({
  source,
  batch,
}: {
  readonly source: ServerSource;
  readonly batch: string;
}): JSX.Element => {
  const {
    all: runs = [],
    wrong,
    more,
  } = useListed<WireRun>(
    (asked, signal) => source.runs({ ...asked, batch }, signal),
    [batch],
    refreshed,
  );
  const data = useEnded(source, runs);
  const names = (which: 'inputs' | 'outputs'): readonly string[] => [
    ...new Set([...data.values()].flatMap((one) => one[which].map(([name]) => name))),
  ];
  const [inputs, outputs] = [names('inputs'), names('outputs')];
  const cell = (run: string, which: 'inputs' | 'outputs', name: string): string => {
    const one = data.get(run);
    const place = one?.[which].find(([other]) => other === name)?.[1];
    const text = place === undefined ? '' : (one?.texts[place]?.[1] ?? '');
    return text.length > 120 ? `${text.slice(0, 120)}…` : text;
  };
  return (
    <main>
      <h1>{`Runs of ${batch}`}</h1>
      <Wrong text={wrong} />
      <div class="table data whole" tabIndex={0} role="group" aria-label="Runs">
        <table>
          <HeadRow columns={['Run', 'State', 'Took', ...inputs, ...outputs]} />
          <tbody>
            {runs.map(({ id, state, started, ended, batch: one }) => (
              <tr key={id}>
                <th scope="row">
                  <a href={hrefOf({ run: id })}>{one?.key ?? id}</a>
                </th>
                <td>
                  <RunState state={state} />
                </td>
                <td class="number">{ended !== undefined && duration(ended - started)}</td>
                {inputs.map((name) => (
                  <td key={`in ${name}`} class="value">
                    {cell(id, 'inputs', name)}
                  </td>
                ))}
                {outputs.map((name) => (
                  <td key={`out ${name}`} class="value">
                    {cell(id, 'outputs', name)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more !== undefined && (
        <button type="button" class="chip" onClick={() => void more()}>
          Older runs
        </button>
      )}
    </main>
  );
};

/** What became of those that have ended, one after the other: browsers open few connections at once. */
const useEnded = (
  source: ServerSource,
  runs: readonly WireRun[],
): ReadonlyMap<string, ReportData> => {
  const [data, setData] = useState<ReadonlyMap<string, ReportData>>(new Map());
  const next = runs.find(({ id, ended }) => ended !== undefined && !data.has(id))?.id;
  useEffect(() => {
    if (next === undefined) return undefined;
    const take = (one: ReportData): void => {
      if (one.outcome !== 'unfinished') setData((now) => new Map([...now, [next, one]]));
    };
    return source.follow(next, {
      show: take,
      connected: () => undefined,
      brokeOff: () => undefined,
      failed: () => undefined,
    });
  }, [next]);
  return data;
};
