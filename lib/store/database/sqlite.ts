import { setTimeout } from 'node:timers/promises';

import { StoreError } from '../store-error.js';
import type { Database, Durability, Work } from './database.js';
import { openDriver, type SqliteDriver } from './sqlite-driver.js';
import { isBusy, toldBySqlite } from './sqlite-error.js';
import { sqliteNow } from './sqlite-now.js';
import { transaction } from './sqlite-transaction.js';
import { isWritable, openUnwritable } from './sqlite-unwritable.js';

/** Milliseconds for which a statement waits for other processes. */
const patience = 20_000;

/** A file of SQLite, made where it is not there yet; one that cannot be written can be read. */
export const openSqlite = async (path: string): Promise<Database> => {
  if (!isWritable(path)) return openUnwritable(path);
  const driver = await toldBySqlite(path, () => opened(path));
  let synchronous: Durability = 'normal';
  let isOpen = true;

  const whileOpen = <T>(act: () => T): Promise<T> =>
    toldBySqlite(path, () => {
      if (!isOpen) throw new StoreError(`the store \`${path}\` has been closed`);
      return act();
    });

  const write = <T>(durability: Durability, work: () => Work<T>): Promise<T> =>
    whileOpen(() => {
      if (durability !== synchronous) {
        driver.exec(`PRAGMA synchronous = ${durability}`);
        synchronous = durability;
      }
      return transaction(driver, 'BEGIN IMMEDIATE', work);
    });

  return {
    where: path,
    kind: 'sqlite',
    read: (work) => whileOpen(() => transaction(driver, 'BEGIN', work)),
    write,
    alone: (work) => write('full', work),
    now: sqliteNow,
    close: () =>
      toldBySqlite(path, async () => {
        const wasOpen = isOpen;
        isOpen = false;
        if (wasOpen) await driver.close();
      }),
  };
};

const opened = async (where: string): Promise<SqliteDriver> => {
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
