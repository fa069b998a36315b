import { writeFileSync } from 'node:fs';

import { quoted } from '../../diagnostics/wording.js';
import { FinalError } from '../../runners/final-error.js';
import { jsonDataOf } from '../../runners/values/json-values.js';
import { bytesOf } from '../../runners/values/media.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { UsageError } from '../exit/usage-error.js';
import { whyNotWritten } from '../files/file-error.js';
import { refuseOverwriting } from '../files/refuse-overwriting.js';
import type { StoreFlags } from '../store/store-flags.js';
import { stdout } from '../terminal/stdout.js';
import { jsonText } from '../text/json-text.js';
import { findValue } from './find-value.js';
import { withStore } from './history-store.js';

export interface ValueCommandOptions extends StoreFlags {
  readonly out?: string;
}

/** `mlpipeline value`: a value that a run has kept, as what it is: text, bytes, else JSON. */
export const value = (
  id: string,
  reference: string,
  options: ValueCommandOptions,
): Promise<ExitStatus> =>
  withStore(options, async ({ store, keeper }) => {
    const { out = '-' } = options;
    refuseOverwriting({ '--out': out === '-' ? undefined : out }, [store.where]);
    const run = await store.history.run(id);
    const found = findValue(run, await store.history.tasks(run.id), reference);
    const written = asWritten(await keeper.value(found.value), reference);
    if (out === '-') stdout.write(written);
    else
      try {
        writeFileSync(out, written);
      } catch (error) {
        throw new UsageError(`${quoted(out)} cannot be written: ${whyNotWritten(error)}`);
      }
    return exitStatus.done;
  });

const asWritten = (given: unknown, name: string): string | Uint8Array => {
  if (typeof given === 'string') return given;
  const bytes = bytesOf(given);
  if (bytes !== undefined) return bytes;
  try {
    return jsonText(given === undefined ? null : jsonDataOf(given, [name]));
  } catch (error) {
    // A store keeps more than JSON has a form for.
    if (error instanceof FinalError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
};
