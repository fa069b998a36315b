import type { RunOptions } from '../../engine/run-options.js';

/** What a run was started with that a resumed one goes on with, as JSON data. */
type KeptOptions = Readonly<Record<string, unknown>>;

const names = ['only', 'onFailure', 'concurrency', 'timeout'] as const;

export const keptOptions = (options: RunOptions): KeptOptions =>
  Object.fromEntries(
    names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
  );

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
