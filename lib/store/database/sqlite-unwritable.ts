import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';

import { StoreError } from '../store-error.js';
import type { Database } from './database.js';
import { openDriver, type SqliteDriver } from './sqlite-driver.js';
import { toldBySqlite, unwritable } from './sqlite-error.js';
import { sqliteNow } from './sqlite-now.js';
import { transaction } from './sqlite-transaction.js';

/** Whether this user may write a file, with those that SQLite makes beside it; one that is not there is to be made. */
export const isWritable = (path: string): boolean => {
  if (!existsSync(path)) return true;
  const file = realpathSync(path);
  return may('W_OK', file) && (may('W_OK', dirname(file)) || existsSync(`${file}-wal`));
};

const may = (what: 'R_OK' | 'W_OK', path: string): boolean => {
  try {
    accessSync(path, constants[what]);
    return true;
  } catch {
    return false;
  }
};

/** A file of SQLite as it is: nothing is made beside it, which those who may write it could not write. */
export const openUnwritable = (path: string): Database => {
  if (!may('R_OK', path))
    throw new StoreError(`the store \`${path}\`: it cannot be read; make the file readable`);
  const file = realpathSync(path);
  let isOpen = true;
  let current: Promise<Opened> | undefined;
  const write = (): Promise<never> => Promise.reject(unwritable(path));
  return {
    where: path,
    kind: 'sqlite',
    read: (work) =>
      toldBySqlite(path, async () => {
        for (;;) {
          if (!isOpen) throw new StoreError(`the store \`${path}\` has been closed`);
          const opening = (current ??= opened(file));
          const { driver, isSame } = await opening.catch((error: unknown) => {
            current = undefined;
            throw error;
          });
          try {
            const result = transaction(driver, 'BEGIN', work);
            if (isSame()) return result;
          } catch (error) {
            if (isSame()) throw error;
          }
          // Others have begun to write it.
          if (current !== opening) continue;
          current = undefined;
          await driver.close();
        }
      }),
    write,
    alone: write,
    now: sqliteNow,
    close: () =>
      toldBySqlite(path, async () => {
        isOpen = false;
        const last = await current?.catch(() => undefined);
        current = undefined;
        await last?.driver.close();
      }),
  };
};

interface Opened {
  readonly driver: SqliteDriver;
  /** Whether what was read is all that was there. */
  readonly isSame: () => boolean;
}

/**
 * One that no process has open has no files beside it, and SQLite would make them. So it is told that nobody
 * writes it, and whether that was so is seen afterwards.
 */
const opened = async (file: string): Promise<Opened> => {
  const before = isAtRest(file) ? stampOf(file) : undefined;
  const url = pathToFileURL(file);
  if (before === undefined) {
    url.searchParams.set('mode', 'ro');
    url.searchParams.set('readonly_shm', '1');
  } else url.searchParams.set('immutable', '1');
  return {
    driver: await openDriver(url),
    isSame: () => before === undefined || (isAtRest(file) && stampOf(file) === before),
  };
};

const isAtRest = (file: string): boolean =>
  !existsSync(`${file}-shm`) &&
  (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0;

const stampOf = (file: string): string => {
  const { ino, size, mtimeMs } = statSync(file);
  return [ino, size, mtimeMs].join(' ');
};
