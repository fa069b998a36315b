import type { ComponentChildren, JSX } from 'preact';

import { ComparisonOf } from '../comparison/comparison-of.js';
import { CompareView } from '../compare/compare-view.js';
import { PipelineForm } from '../pipelines/pipeline-form.js';
import { PipelinesView } from '../pipelines/pipelines-view.js';
import { hrefOf, type Place } from '../place/place.js';
import { useArrival } from '../place/use-arrival.js';
import { usePlace } from '../place/use-place.js';
import { BatchView } from '../compare/batch-view.js';
import { RunsView } from '../runs/runs-view.js';
import type { ServerSource } from '../source/source.js';
import { SweepsView } from '../sweeps/sweeps-view.js';
import { WorkersView } from '../workers/workers-view.js';
import { Door } from './door.js';
import { ServerRun } from './server-run.js';

const Tab = ({
  name,
  place,
  isCurrent,
}: {
  readonly name: string;
  readonly place: Place;
  readonly isCurrent: boolean;
}): JSX.Element => (
  <a href={hrefOf(place)} {...(isCurrent ? { 'aria-current': 'page' } : {})}>
    {name}
  </a>
);

const viewOf = (source: ServerSource, place: Place): ComponentChildren => {
  const { run, compare, with: other, pipeline, pipelines, workers, batch } = place;
  const { sweep, sweeps, comparison } = place;
  if (run !== undefined) return <ServerRun key={run} source={source} run={run} place={place} />;
  if (compare !== undefined && other !== undefined)
    return <CompareView key={`${compare} ${other}`} source={source} runs={[compare, other]} />;
  if (pipeline !== undefined)
    return <PipelineForm key={pipeline} source={source} pipeline={pipeline} />;
  if (pipelines !== undefined) return <PipelinesView source={source} />;
  if (workers !== undefined) return <WorkersView source={source} />;
  if (sweep !== undefined)
    return <ComparisonOf key={sweep} source={source} ids={[sweep]} place={place} />;
  if (comparison !== undefined)
    return (
      <ComparisonOf key={comparison} source={source} ids={comparison.split(' ')} place={place} />
    );
  if (sweeps !== undefined) return <SweepsView source={source} />;
  if (batch !== undefined) return <BatchView key={batch} source={source} batch={batch} />;
  return <RunsView source={source} />;
};

/** The page of a server. */
export const ServerPage = ({ source }: { readonly source: ServerSource }): JSX.Element => {
  const place = usePlace();
  const view = useArrival(place);
  const isPipelines = 'pipelines' in place || 'pipeline' in place;
  const isSweeps = 'sweeps' in place || 'sweep' in place;
  const isWorkers = 'workers' in place;
  return (
    <Door source={source}>
      <nav class="tabs" aria-label="Pages">
        <Tab name="Runs" place={{ runs: '' }} isCurrent={!isPipelines && !isWorkers && !isSweeps} />
        <Tab name="Sweeps" place={{ sweeps: '' }} isCurrent={isSweeps} />
        <Tab name="Pipelines" place={{ pipelines: '' }} isCurrent={isPipelines} />
        <Tab name="Workers" place={{ workers: '' }} isCurrent={isWorkers} />
      </nav>
      <div ref={view} class="view" tabIndex={-1}>
        {viewOf(source, place)}
      </div>
    </Door>
  );
};
