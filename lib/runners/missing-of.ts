import { messageOf } from '../diagnostics/thrown.js';
import { quoted } from '../diagnostics/wording.js';
import type { Mistake } from './mistake.js';
import type { Runner } from './runner.js';

/** What a runner needs that this machine has not. What asks for it is the user's, and may throw. */
export const missingOf = (
  runner: Runner,
  params: Readonly<Record<string, unknown>>,
  directory: string,
): readonly Mistake[] => {
  try {
    return runner.missing?.(params, directory) ?? [];
  } catch (error) {
    const message = `runner ${quoted(runner.name)} threw when asked what is missing: ${messageOf(error)}`;
    return [{ message }];
  }
};
