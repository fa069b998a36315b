import type { JSX } from 'preact';

import type { NamedText } from '../../sinks/report/report-data.js';
import { Some } from '../state/lazily.js';
import { isGoingOn } from '../text/states.js';
import { NamedValues } from '../values/value.js';
import { useRun } from './shown-run.js';

const mostValues = 6;

const Side = ({
  title,
  values,
  none,
}: {
  readonly title: string;
  readonly values: readonly NamedText[];
  readonly none: string;
}): JSX.Element => {
  const { data, actions } = useRun();
  return (
    <div>
      <h2>{title}</h2>
      {values.length === 0 ? (
        <p class="faint">{none}</p>
      ) : (
        <Some
          all={values}
          most={mostValues}
          of={(some) => (
            <NamedValues texts={data.texts} values={some} wholeOf={actions?.valueHref} />
          )}
        />
      )}
    </div>
  );
};

/** What went into the run, and what came out of it. */
export const EdgeValues = (): JSX.Element => {
  const { data, state } = useRun();
  return (
    <section class="sides" aria-label="Inputs and outputs">
      <Side title="Inputs" values={data.inputs} none="none" />
      <Side
        title="Outputs"
        values={data.outputs}
        none={
          state === 'done'
            ? 'none'
            : isGoingOn(state)
              ? 'none yet'
              : 'none: the run did not come to them'
        }
      />
    </section>
  );
};
