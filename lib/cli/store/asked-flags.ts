import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import type { RunCommandOptions } from '../flags/run-flags.js';

/** The flags by which a pipeline was loaded, which whoever goes on with its run loads it by again. */
export type AskedFlags = Pick<
  RunCommandOptions,
  'runners' | 'set' | 'setFile' | 'taskTimeout' | 'retry' | 'cache'
>;

/** These flags as JSON data, with paths that hold wherever a later command is called. */
export const askedFlags = ({
  runners,
  set,
  setFile,
  taskTimeout,
  retry,
  cache,
}: AskedFlags): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries({
      runners: runners.map((module) => (existsSync(module) ? resolve(module) : module)),
      set,
      setFile: setFile?.map((path) => resolve(path)),
      taskTimeout,
      retry,
      cache,
    }).filter(([, value]) => value !== undefined),
  );

/** What `askedFlags` has kept with a run; none where it was not started by a command. */
export const flagsAsked = (options: Readonly<Record<string, unknown>>): AskedFlags => ({
  runners: [],
  ...(options.asked as Partial<AskedFlags> | undefined),
});
