import type { TaskOutputs } from '../../engine/wrappers/task-wrapper.js';
import type { KeptValue } from '../values/kept-value.js';

const none: ReadonlyMap<string, KeptValue> = new Map();
const known = new WeakMap<TaskOutputs, ReadonlyMap<string, KeptValue>>();

/**
 * Remembers by what outputs are kept, by their names, so that who keeps them too has no need to write and hash
 * them again. Gives the outputs.
 */
export const rememberKept = <O extends TaskOutputs>(
  outputs: O,
  kept: ReadonlyMap<string, KeptValue>,
): O => {
  known.set(outputs, kept);
  return outputs;
};

export const knownKept = (outputs: TaskOutputs): ReadonlyMap<string, KeptValue> =>
  known.get(outputs) ?? none;
