import type { JSX } from 'preact';

import type { ItemsData } from '../sinks/report/items-data.js';
import type { ReportData } from '../sinks/report/report-data.js';
import { ItemsView } from './items/items-view.js';
import { usePlace } from './place/use-place.js';
import { RunView } from './run/run-view.js';

/** The page of a report: of one run, or of many items, of which some have pages of their own. */
export const ReportPage = ({ data }: { readonly data: ReportData | ItemsData }): JSX.Element => {
  const place = usePlace();
  if ('texts' in data) return <RunView data={data} place={place} />;
  const run = data.runs[Number(place.run ?? -1)];
  if (run === undefined) return <ItemsView data={data} />;
  return (
    <>
      <nav aria-label="Items">
        <a href="#items">← all items</a>
        {` · ${run.item ?? ''}`}
      </nav>
      <RunView key={run.run} data={run} place={place} />
    </>
  );
};
