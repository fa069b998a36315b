import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** The bytes that are in use by now, without what nothing refers to any more. */
export const liveMemory = async (): Promise<number> => {
  // What an object held outside of the heap is let go a turn after the object.
  for (let times = 0; times < 3; times += 1) {
    gc();
    await setImmediate();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};
