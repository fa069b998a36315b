import { Suggester } from '../diagnostics/suggest.js';
import { quoted } from '../diagnostics/wording.js';
import type { EachOptions } from './each/each-options.js';
import type { LiveOptions } from './live/live-options.js';
import type { RunOptions } from './run/run-options.js';

const known = {
  batch: true,
  cache: true,
  concurrency: true,
  equal: true,
  explain: true,
  freeze: true,
  id: true,
  inputs: true,
  kept: true,
  onFailure: true,
  only: true,
  order: true,
  remote: true,
  rerun: true,
  scheduler: true,
  seed: true,
  signal: true,
  sinks: true,
  slots: true,
  store: true,
  taskConcurrency: true,
  taskWrappers: true,
  timeout: true,
  wrappers: true,
} satisfies Record<keyof RunOptions | keyof EachOptions | keyof LiveOptions, true>;

/**
 * Throws a `RangeError` for what is nearly the name of an option and has no effect, which TypeScript tells and
 * JavaScript does not. What is no name of one at all is passed over, as TypeScript does: one object may serve several calls.
 */
export const refuseMistyped = (options: object): void => {
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(known, name)) continue;
    const [meant] = new Suggester().nearest(name, Object.keys(known), 1);
    if (meant === undefined) continue;
    throw new RangeError(`there is no option ${quoted(name)}; did you mean ${quoted(meant)}?`);
  }
};
