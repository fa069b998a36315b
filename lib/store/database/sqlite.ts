import { StoreError } from '../store-error.js';
import {
  type Answer,
  type Database,
  type Durability,
  type Statement,
  type Work,
} from './database.js';
import { openDriver, type SqliteDriver } from './sqlite-driver.js';
import { sqliteError } from './sqlite-error.js';

/** Milliseconds for which a statement waits for other processes. */
const patience = 20_000;

/** A file of SQLite, made where it is not there yet. */
export const openSqlite = async (path: string): Promise<Database> => {
  const driver = await told(path, async () => {
    const opened = await openDriver(path);
    try {
      opened.exec(`PRAGMA busy_timeout = ${patience}`);
      opened.exec('PRAGMA journal_mode = WAL');
      opened.exec('PRAGMA foreign_keys = ON');
      opened.exec('PRAGMA synchronous = NORMAL');
    } catch (error) {
      await opened.close();
      throw error;
    }
    return opened;
  });
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
