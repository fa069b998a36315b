import type { JSX } from 'preact';

import { ComparisonView } from './comparison/comparison-view.js';
import { ItemsView } from './items/items-view.js';
import { hrefOf } from './place/place.js';
import { usePlace } from './place/use-place.js';
import { RunView } from './run/run-view.js';
import type { EmbeddedData } from './source/source.js';

/** The page of a report: of one run; of many items, of which some have pages of their own; of runs compared. */
export const ReportPage = ({ data }: { readonly data: EmbeddedData }): JSX.Element => {
  const place = usePlace();
  if ('rows' in data) return <ComparisonView data={data} place={place} />;
  if ('texts' in data) return <RunView data={data} place={place} />;
  const run = data.runs[Number(place.run ?? -1)];
  if (run === undefined) return <ItemsView data={data} />;
  return (
    <>
      <nav aria-label="Items">
        <a href={hrefOf({ items: '' })}>← all items</a>
        {` · ${run.item ?? ''}`}
      </nav>
      <RunView key={run.run} data={run} place={place} />
    </>
  );
};
