import type { JSX } from 'preact';

import { hrefOf } from '../place/place.js';
import { useAsked } from '../server/use-asked.js';
import { Wrong } from '../server/wrong.js';
import type { ServerSource } from '../source/source.js';
import { counted } from '../text/format.js';

/** The pipelines that can be started. */
export const PipelinesView = ({ source }: { readonly source: ServerSource }): JSX.Element => {
  const { value: pipelines, wrong } = useAsked(source.pipelines, []);
  return (
    <main>
      <h1>Pipelines</h1>
      <Wrong text={wrong} />
      {pipelines?.map(({ id, graph }) => (
        <article key={id} class="card">
          <h2>
            <a href={hrefOf({ pipeline: id })}>{graph.name}</a>
          </h2>
          {graph.description !== undefined && <p>{graph.description}</p>}
          <p class="faint">
            {[
              counted(graph.components.length, 'component'),
              counted(graph.inputs.length, 'input'),
              counted(graph.outputs.length, 'output'),
            ].join(' · ')}
          </p>
        </article>
      ))}
      {pipelines?.length === 0 && <p>The server was started with no pipelines.</p>}
    </main>
  );
};
