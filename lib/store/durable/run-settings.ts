import type { RunOptions } from '../../engine/run/run-options.js';

/** What a run was started with that a resumed one goes on with, as JSON data. */
type KeptOptions = Readonly<Record<string, unknown>>;

const names = ['only', 'onFailure', 'concurrency', 'timeout'] as const;

/** That a failed run is held open is up to whoever drives it: what is kept is that it goes on. */
export const keptOptions = ({ onFailure, ...options }: RunOptions): KeptOptions => {
  const all: RunOptions = {
    ...options,
    ...(onFailure === undefined
      ? {}
      : { onFailure: onFailure === 'hold' ? 'continue' : onFailure }),
  };
  return Object.fromEntries(
    names.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])),
  );
};

/** What was kept, as options of a run. */
export const runOptions = (kept: KeptOptions): Pick<RunOptions, (typeof names)[number]> =>
  Object.fromEntries(
    names.flatMap((name) => (Object.hasOwn(kept, name) ? [[name, kept[name]]] : [])),
  );

/** What else was kept for whoever goes on with the run. */
export const askedOf = ({ asked }: KeptOptions): Readonly<Record<string, unknown>> | undefined =>
  typeof asked === 'object' && asked !== null
    ? (asked as Readonly<Record<string, unknown>>)
    : undefined;
