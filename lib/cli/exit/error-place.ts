import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { isError, nameOf } from '../../diagnostics/thrown.js';
import { placeInStack } from '../../runners/modules/module-error-place.js';

const slips = new Set(['TypeError', 'ReferenceError', 'RangeError', 'SyntaxError']);
const ours = fileURLToPath(new URL('../..', import.meta.url));

/** Whether JavaScript itself has thrown an error. */
export const isSlip = (error: unknown): boolean => isError(error) && slips.has(nameOf(error));

/**
 * Of an error that JavaScript itself has thrown, whose message says little without it: the place in
 * the user's code, as `runners.mjs:1:39`. What a runner throws on purpose says what it means.
 */
export const slipPlace = (error: unknown): string | undefined =>
  isSlip(error) ? errorPlace(error) : undefined;

/** The place in the user's code where an error was made. */
export const errorPlace = (error: unknown): string | undefined => {
  const place = placeInStack(error, (file) => !file.startsWith(ours));
  if (place === undefined) return undefined;
  const { file, line, column } = place;
  return [relative(process.cwd(), file), line, ...(column === undefined ? [] : [column])].join(':');
};
