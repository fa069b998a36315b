import { accessSync, constants, existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

import { StoreError } from '../store-error.js';
import {
  type Answer,
  type Database,
  type Durability,
  type Statement,
  type Work,
} from './database.js';
import { openDriver, type SqliteDriver } from './sqlite-driver.js';
import { isBusy, sqliteError } from './sqlite-error.js';

/** Milliseconds for which a statement waits for other processes. */
const patience = 20_000;

/** A file of SQLite, made where it is not there yet. */
export const openSqlite = async (path: string): Promise<Database> => {
  const driver = await told(path, () =>
    opened(path).catch((error: unknown) => {
      if (!isForGood(path)) throw error;
      return opened(immutable(path)).catch(() => {
        throw error;
      });
    }),
  );
  let synchronous: Durability = 'normal';
  let isOpen = true;

  const whileOpen = <T>(act: () => T): Promise<T> =>
    told(path, () => {
      if (!isOpen) throw new StoreError(`the store \`${path}\` has been closed`);
      return act();
    });

  const transaction = <T>(begin: string, work: () => Work<T>): T => {
    driver.exec(begin);
    let result: T;
    try {
      result = done(driver, work());
      driver.exec('COMMIT');
    } catch (error) {
      rollBack(driver);
      throw error;
    }
    return result;
  };

  const write = <T>(durability: Durability, work: () => Work<T>): Promise<T> =>
    whileOpen(() => {
      if (durability !== synchronous) {
        driver.exec(`PRAGMA synchronous = ${durability}`);
        synchronous = durability;
      }
      return transaction('BEGIN IMMEDIATE', work);
    });

  return {
    where: path,
    kind: 'sqlite',
    read: (work) => whileOpen(() => transaction('BEGIN', work)),
    write,
    alone: (work) => write('full', work),
    // eslint-disable-next-line require-yield -- the clock of a file is that of the machine
    *now() {
      return Date.now();
    },
    close: () =>
      told(path, async () => {
        const wasOpen = isOpen;
        isOpen = false;
        if (wasOpen) await driver.close();
      }),
  };
};

const opened = async (where: string | URL): Promise<SqliteDriver> => {
  const driver = await openDriver(where);
  try {
    driver.exec(`PRAGMA busy_timeout = ${patience}`);
    await withWal(driver);
    driver.exec('PRAGMA foreign_keys = ON');
    driver.exec('PRAGMA synchronous = NORMAL');
  } catch (error) {
    await driver.close();
    throw error;
  }
  return driver;
};

/**
 * Of processes that make a file's log at once SQLite refuses some without a wait, whatever their busy
 * timeout, as they hold what the others wait for.
 */
const withWal = async (driver: SqliteDriver): Promise<void> => {
  const last = Date.now() + patience;
  for (;;) {
    try {
      driver.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() >= last) throw error;
    }
    await setTimeout(Math.random() * 20);
  }
};

/** Whether a file was closed on a disk that is read-only: without others beside it, which it cannot make there. */
const isForGood = (path: string): boolean => {
  try {
    accessSync(path, constants.W_OK);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EROFS' && !existsSync(`${path}-wal`);
  }
};

const immutable = (path: string): URL => {
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  return url;
};

const told = async <T>(path: string, act: () => T | Promise<T>): Promise<T> => {
  try {
    return await act();
  } catch (error) {
    throw sqliteError(path, error);
  }
};

const done = <T>(driver: SqliteDriver, work: Work<T>): T => {
  let step = work.next();
  while (step.done !== true) {
    let answer: Answer;
    try {
      answer = answered(driver, step.value);
    } catch (error) {
      step = work.throw(error);
      continue;
    }
    step = work.next(answer);
  }
  return step.value;
};

const answered = (driver: SqliteDriver, { sql, cells, gives }: Statement): Answer =>
  gives === 'rows'
    ? { rows: driver.all(sql, cells), count: 0 }
    : { rows: [], count: driver.run(sql, cells) };

const rollBack = (driver: SqliteDriver): void => {
  try {
    driver.exec('ROLLBACK');
  } catch {
    // Some errors, such as a full disk, have rolled back already.
  }
};
