import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Has what is no longer referred to collected, for a library that lets go of files in no other way. It takes
 * some milliseconds, and more of a large heap.
 */
export const collectGarbage = async (): Promise<void> => {
  // Behind what refers to it from the stack.
  await setImmediate();
  setFlagsFromString('--expose-gc');
  // It is a global of contexts that are made from now on.
  (runInNewContext('gc') as () => void)();
  setFlagsFromString('--no-expose-gc');
  // What was collected is finished with by then.
  await setImmediate();
};
