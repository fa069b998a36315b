import { messageOf } from '../../diagnostics/thrown.js';
import { quoted } from '../../diagnostics/wording.js';
import { FinalError } from '../final-error.js';
import { jsonDataOf } from './json-values.js';

export interface OutputsData {
  /** What can be written; what comes of reading it back is what was given. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Of each other output why it cannot. */
  readonly problems: readonly string[];
}

/** Outputs as plain JSON data, binary values in the form of `$bytes`. */
export const outputsData = (outputs: Readonly<Record<string, unknown>>): OutputsData => {
  const entries: (readonly [string, unknown])[] = [];
  const problems: string[] = [];
  for (const [name, value] of Object.entries(outputs))
    try {
      // JSON leaves out what is undefined: an output that is there is to be seen.
      entries.push([name, value === undefined ? null : jsonDataOf(value, [name])]);
    } catch (error) {
      problems.push(
        error instanceof FinalError
          ? error.message
          : `output ${quoted(name)} cannot be read: ${messageOf(error)}`,
      );
    }
  return { data: Object.fromEntries(entries), problems };
};
