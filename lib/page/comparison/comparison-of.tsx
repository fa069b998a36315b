import type { JSX } from 'preact';

import { hrefOf, type Place } from '../place/place.js';
import { useAsked } from '../server/use-asked.js';
import { Wrong } from '../server/wrong.js';
import type { ServerSource } from '../source/source.js';
import { ComparisonView } from './comparison-view.js';

const refreshed = 5_000;

const runHref = (run: string): string => hrefOf({ run });

/** Runs of a server compared, or all runs of a batch by its id, as they go. */
export const ComparisonOf = ({
  source,
  ids,
  place,
}: {
  readonly source: ServerSource;
  readonly ids: readonly string[];
  readonly place: Place;
}): JSX.Element => {
  const { value, wrong } = useAsked(
    (signal) => source.comparison(ids, signal),
    [ids.join(' ')],
    // What has ended stays as it is.
    (data) => (data.rows.some(({ state }) => state === 'running') ? refreshed : undefined),
  );
  if (value === undefined)
    return (
      <main>
        <Wrong text={wrong} />
      </main>
    );
  return (
    <>
      <Wrong text={wrong} />
      <ComparisonView data={value} place={place} hrefOf={runHref} />
    </>
  );
};
