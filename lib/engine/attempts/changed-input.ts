import { listed, quoted } from '../../diagnostics/wording.js';
import { FinalError } from '../../runners/final-error.js';
import { refusesAssignment, refusesChange } from '../../runners/values/frozen.js';
import type { Values } from '../events/event.js';
import type { Task } from '../task.js';

/** A runner's error; where it comes of a change of what the runner was given, with what that was. */
export const namingChanged = (error: unknown, { component }: Task, inputs: Values): unknown => {
  const { runner, params } = component;
  const changed = Object.keys(inputs).filter(
    (port) => refusesChange(error, inputs[port]) || refusesAssignment(error, inputs, port),
  );
  const what =
    changed.length > 0
      ? `${changed.length === 1 ? 'its input' : 'one of its inputs'} ${listed(changed, 'or', 5, quoted)}`
      : refusesChange(error, params)
        ? 'its params'
        : refusesChange(error, inputs)
          ? 'its inputs'
          : undefined;
  return what === undefined
    ? error
    : new FinalError(
        `runner ${quoted(runner.name)} changed ${what}, which other tasks may receive too: change a copy (\`structuredClone\`)`,
        { cause: error },
      );
};
