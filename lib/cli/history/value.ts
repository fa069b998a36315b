import { once } from 'node:events';
import { createReadStream, createWriteStream, writeFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';

import { quoted } from '../../diagnostics/wording.js';
import { outermost } from '../../graph/component-at.js';
import { FinalError } from '../../runners/final-error.js';
import { jsonDataOf } from '../../runners/values/json-values.js';
import { type FileValue, isFile } from '../../runners/values/file-value.js';
import { bytesOf } from '../../runners/values/media.js';
import { BlobError } from '../../store/store-error.js';
import type { KeptRun } from '../../store/store.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { UsageError } from '../exit/usage-error.js';
import { whyNotWritten } from '../files/file-error.js';
import { refuseOverwriting } from '../files/refuse-overwriting.js';
import { shortId } from '../store/short-id.js';
import type { StoreFlags } from '../store/store-flags.js';
import { stdout } from '../terminal/stdout.js';
import { jsonText } from '../text/json-text.js';
import { type FoundValue, findValue } from './find-value.js';
import { withStore } from './history-store.js';

export interface ValueCommandOptions extends StoreFlags {
  readonly out?: string;
}

/** `mlpipeline value`: a value that a run has kept, as what it is: text, bytes, a file, else JSON. */
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
    const kept = await orMadeAgain(keeper.value(found.value), run, found);
    if (isFile(kept)) {
      await writeFile(kept, out);
      return exitStatus.done;
    }
    const written = asWritten(kept, reference);
    if (out === '-') stdout.write(written);
    else
      try {
        writeFileSync(out, written);
      } catch (error) {
        throw new UsageError(`${quoted(out)} cannot be written: ${whyNotWritten(error)}`);
      }
    return exitStatus.done;
  });

/** Of what is missing or damaged, how it is made again. */
const orMadeAgain = async <T>(
  reading: Promise<T>,
  { id }: KeptRun,
  { task }: FoundValue,
): Promise<T> => {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof BlobError) || task === undefined) throw error;
    throw new UsageError(
      `${error.message}; \`mlpipeline restart ${shortId(id)} --task ${outermost(task.task)}\` makes it again`,
    );
  }
};

/** A file as it is, which may be larger than memory. */
const writeFile = async ({ path }: FileValue, out: string): Promise<void> => {
  if (out === '-')
    for await (const part of createReadStream(path)) {
      if (!stdout.write(part as Uint8Array)) await once(stdout, 'drain');
    }
  else
    try {
      await pipeline(createReadStream(path), createWriteStream(out));
    } catch (error) {
      throw new UsageError(`${quoted(out)} cannot be written: ${whyNotWritten(error)}`);
    }
};

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
