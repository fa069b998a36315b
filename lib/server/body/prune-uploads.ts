import { lstat, readdir, rmdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { catchError, EMPTY, exhaustMap, from, type Observable, timer } from 'rxjs';

import type { ValueKeeper } from '../../store/values/value-keeper.js';
import type { Store } from '../../store/store.js';
import { WriteAside } from '../../store/values/write-aside.js';

const day = 24 * 60 * 60 * 1_000;

interface Kept {
  readonly store: Pick<Store, 'history'>;
  readonly keeper: Pick<ValueKeeper, 'keep'>;
}

/**
 * Removes files that clients have sent (see `KeptUploads`), are older than a day and are an input of no run
 * that is kept: a run whose request has just come may not be in the store yet.
 */
export const pruneUploads = async (
  root: string,
  { store, keeper }: Kept,
  now = Date.now(),
): Promise<{ readonly files: number; readonly bytes: number }> => {
  let [files, bytes] = [0, 0];
  const aside = new WriteAside(join(root, 'aside'));
  const before = now - day;
  for (const hash of await namesIn(root)) {
    // Beside a store of one file there may be anything.
    if (!/^[0-9a-f]{64}$/.test(hash)) continue;
    const folder = resolve(root, hash);
    for (const name of await namesIn(folder)) {
      const path = join(folder, name);
      const found = await lstat(path).catch(() => undefined);
      if (found?.isFile() !== true || found.mtimeMs >= before) continue;
      const { hash: value } = await keeper.keep(path);
      if ((await store.history.uses(value)).length > 0) continue;
      if (!(await aside.take(path, before))) continue;
      files += 1;
      bytes += found.size;
    }
    // Not where there are more.
    await rmdir(folder).catch(() => undefined);
  }
  return { files, bytes };
};

/** Prunes them now and once a day, while somebody listens. */
export const uploadsPruned$ = (
  root: string,
  kept: Kept,
  onError: (error: unknown) => void,
): Observable<unknown> =>
  timer(0, day).pipe(
    exhaustMap(() =>
      from(pruneUploads(root, kept)).pipe(
        catchError((error: unknown) => {
          onError(error);
          return EMPTY;
        }),
      ),
    ),
  );

const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(folder);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ENOTDIR'].includes(code)) return [];
    throw error;
  }
};
