import {
  closeSync,
  createReadStream,
  createWriteStream,
  openSync,
  readSync,
  type WriteStream,
} from 'node:fs';
import { stat, truncate } from 'node:fs/promises';

import { visibleJson } from '../../diagnostics/visible.js';
import { quoted } from '../../diagnostics/wording.js';
import type { Values } from '../../engine/events/event.js';
import { FinalError } from '../../runners/final-error.js';
import { outputsData } from '../../runners/values/outputs-data.js';
import { DoneItems } from './done-items.js';
import { UsageError } from '../exit/usage-error.js';
import { linesOf } from './lines-of.js';

/**
 * The result of an item as a line of JSON; what stands before the outputs are notes on the item. Throws
 * where an output has no form in JSON.
 */
export const resultLine = (place: string, key: string | undefined, outputs: Values): string => {
  const { data, problems } = outputsData(outputs);
  if (problems.length > 0) throw new FinalError(problems.join('; '));
  const text = visibleJson(JSON.stringify(data));
  const notes = `"x-item":${visibleJson(JSON.stringify(place))}${key === undefined ? '' : `,"x-key":"${key}"`}`;
  return text === '{}' ? `{${notes}}` : `{${notes},${text.slice(1)}`;
};

// The item's key, then the pipeline's.
const kept = /^\{"x-item":"(?:[^"\\]|\\.)*","x-key":"([0-9a-f]{16})-([0-9a-f]{8})"[,}]/;

/** Whether a file begins with the result of an item, as `--results` writes it. */
export const holdsResults = (path: string): boolean => {
  const start = Buffer.alloc(64 * 1024);
  try {
    const file = openSync(path, 'r');
    try {
      return kept.test(start.toString('utf8', 0, readSync(file, start)));
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
};

interface OpenResults {
  readonly stream: WriteStream;
  readonly done: DoneItems;
  /** How many results were made by the pipeline as it was before. */
  readonly outdated: number;
}

/**
 * Opens a file of results to write to its end, and gives what is done by what it holds. A last line
 * that is not whole, as a process that was killed leaves it, is taken away. Throws a `UsageError`
 * where the file holds anything and it is not meant to be gone on with, or anything else than results.
 */
export const openResults = async (
  path: string,
  isResumed: boolean,
  pipelineKey: string,
): Promise<OpenResults> => {
  const done = new DoneItems();
  let outdated = 0;
  const size = await sizeOf(path);
  if (size > 0 && !isResumed)
    throw new UsageError(
      `${quoted(path)} is not empty: \`--resume\` continues from the results in it; to start over, remove it`,
    );
  let whole = 0;
  if (size > 0)
    for await (const { number, text, bytes } of linesOf(createReadStream(path))) {
      const [, key, madeBy] = (typeof text === 'string' ? kept.exec(text) : null) ?? [];
      const isLast = whole + bytes === size;
      if (isLast && !(await endsLine(path, size))) break;
      if (key === undefined)
        throw new UsageError(
          `line ${number} of ${quoted(path)} is not a result that \`--results\` has written: nothing was run`,
        );
      done.add(key);
      if (madeBy !== pipelineKey) outdated += 1;
      whole += bytes;
    }
  if (whole < size) await truncate(path, whole);
  done.sort();
  return { stream: await openToWrite(path, 'a'), done, outdated };
};

/** Opens a file to be written. Throws a `UsageError` where that cannot be. */
export const openToWrite = (path: string, flags: 'a' | 'w'): Promise<WriteStream> =>
  new Promise((resolve, reject) => {
    const stream = createWriteStream(path, { flags });
    const failed = (error: Error): void => {
      reject(new UsageError(`${quoted(path)} cannot be written: ${error.message}`));
    };
    stream.once('error', failed);
    stream.once('open', () => {
      stream.off('error', failed);
      resolve(stream);
    });
  });

const sizeOf = async (path: string): Promise<number> => {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw new UsageError(`${quoted(path)} cannot be read: ${(error as Error).message}`);
  }
};

const endsLine = async (path: string, size: number): Promise<boolean> => {
  for await (const chunk of createReadStream(path, { start: size - 1 }))
    return (chunk as Buffer).at(-1) === 10;
  return false;
};
