import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';

import type { ReportData } from '../../sinks/report/report-data.js';
import { hrefOf, type Place } from '../place/place.js';
import { goTo } from '../place/use-place.js';
import { ResumeButton } from '../run/run-buttons.js';
import { RunView } from '../run/run-view.js';
import type { RunActions } from '../run/shown-run.js';
import type { ServerSource } from '../source/source.js';
import { isGoingOn } from '../text/states.js';
import { useAsked } from './use-asked.js';
import { useFollowed } from './use-followed.js';
import { Wrong } from './wrong.js';

/** What a report says of a record that breaks off is no news of a run that goes on. */
const goingOn = (data: ReportData): ReportData => ({
  ...data,
  notes: data.notes.filter((note) => !note.startsWith('The record is incomplete')),
});

export const ServerRun = ({
  source,
  run,
  place,
}: {
  readonly source: ServerSource;
  readonly run: string;
  readonly place: Place;
}): JSX.Element => {
  const [turn, setTurn] = useState(0);
  const { data, wrong, isConnected, state } = useFollowed(source, run, turn);
  const lasts = useAsked((signal) => source.run(run, signal), [source, run]).value?.lasts === true;
  const actions = useMemo((): RunActions => {
    const requests = source.requests(run);
    return {
      ...requests,
      lasts,
      restart: async (task) => {
        const again = await requests.restart(task);
        if (again !== run) goTo(hrefOf({ run: again, task }));
      },
      resume: async (changed) => {
        const again = await requests.resume(changed);
        if (again === run) setTurn((one) => one + 1);
        else goTo(hrefOf({ run: again }));
      },
    };
  }, [source, run, lasts]);
  const shown = useMemo(() => (data === undefined ? undefined : goingOn(data)), [data]);
  if (shown === undefined)
    return (
      <main>
        <h1>{run}</h1>
        <Wrong text={wrong} />
        {wrong === undefined && <p class="faint">Waiting for the first event …</p>}
      </main>
    );
  return (
    <>
      {state === 'interrupted' && (
        <p class="banner" role="status">
          It was interrupted, and no process runs it. <ResumeButton {...actions} />
        </p>
      )}
      {!isConnected && isGoingOn(state) && (
        <p class="banner" role="status">
          The connection is lost; it is being made again.
        </p>
      )}
      <RunView data={shown} place={place} state={state} actions={actions} />
    </>
  );
};
