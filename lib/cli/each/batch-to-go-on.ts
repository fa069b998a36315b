import { resolve } from 'node:path';

import { isSweepKey } from '../../comparison/sweep-key.js';
import { quoted } from '../../diagnostics/wording.js';
import type { Values } from '../../engine/events/event.js';
import { batchKey } from '../../store/batch-key.js';
import { askedOf } from '../../store/durable/run-settings.js';
import type { ValueKeeper } from '../../store/values/value-keeper.js';
import type { KeepingStore } from '../../store/keeping.js';
import { UsageError } from '../exit/usage-error.js';
import { pathOf } from '../store/path-of.js';
import { itemFile, itemPattern } from './each-argument.js';

/** What the runs of a batch have in common beside their pipeline, as it is kept with them under `batchOf`. */
export const batchOf = async (
  keeper: ValueKeeper,
  fixed: Values,
  items: string | undefined,
): Promise<string> => {
  const inputs = await batchKey(keeper, fixed, undefined);
  return items === undefined ? inputs : `${inputs} ${placeOf(items)}`;
};

/** Where items come from, wherever a command is called. */
const placeOf = (items: string): string => {
  const files = itemPattern(items);
  if (files === undefined) return pathOf(itemFile(items).path) ?? '-';
  return `${files.input ?? ''}=glob:${resolve(files.pattern)}`;
};

interface ToGoOn {
  readonly kind: 'sweep' | 'items';
  /** As it is named on the command line. */
  readonly file: string;
  readonly pipeline: string;
  readonly of: string;
  readonly isOfItems: boolean;
  /** Takes that there is none, where others of the pipeline are there. */
  readonly say: (line: string) => void;
}

/**
 * The id of the last batch of the same file, inputs and items; none where only others of that pipeline are
 * there, which is said. Throws a `UsageError` where there is nothing of it at all.
 */
export const batchToGoOn = async (
  { where, history }: KeepingStore,
  { kind, file, pipeline, of, isOfItems, say }: ToGoOn,
): Promise<string | undefined> => {
  const isSweep = kind === 'sweep';
  // The latest run of each: one that was gone on with is not older than what it was begun with.
  const latest = new Map<string, { readonly id: string; readonly file: string | undefined }>();
  for (const { id, file, batch } of await history.runs({ pipeline }))
    if (batch !== undefined && isSweepKey(batch.key) === isSweep && !latest.has(batch.id))
      latest.set(batch.id, { id, file });
  const what = isSweep ? 'sweep' : 'items';
  if (latest.size === 0)
    throw new UsageError(
      `\`--resume\`: the store ${quoted(where)} has no ${what} of the pipeline ${quoted(pipeline)} yet`,
    );
  for (const [batch, run] of latest) {
    if (run.file !== pathOf(file)) continue;
    const { options } = await history.run(run.id);
    if (askedOf(options)?.['batchOf'] === of) return batch;
  }
  say(
    `\`--resume\`: the store ${quoted(where)} has no ${what} of ${quoted(file)} with these inputs${isOfItems ? ' and items' : ''}: a new ${isSweep ? 'one' : 'batch'} is started`,
  );
  return undefined;
};
