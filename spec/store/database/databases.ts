import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import pg from 'pg';

import type { Database } from '../../../lib/store/database/database.js';
import { openDatabase } from '../../../lib/store/database/open-database.js';
import { postgres } from '../../services.js';

/** Where a spec has a database of its own, empty at first. */
export interface Place {
  /** What `openDatabase` is given. */
  readonly where: string;
  /** Opens it once more; `close` closes those too. */
  readonly open: () => Promise<Database>;
  /** Closes what was opened, and removes the database. */
  readonly close: () => Promise<void>;
}

let count = 0;

const placeAt = (where: string, remove: () => Promise<void>): Place => {
  const opened: Database[] = [];
  return {
    where,
    open: async () => {
      const database = await openDatabase(where);
      opened.push(database);
      return database;
    },
    close: async () => {
      await Promise.all(opened.map((database) => database.close()));
      await remove();
    },
  };
};

export const sqlitePlace = (): Place => {
  const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-store-'));
  return placeAt(join(folder, 'store.db'), () => {
    rmSync(folder, { recursive: true, force: true });
    return Promise.resolve();
  });
};

/** Asks the server of a URL, past what is tested. */
export const asked = async (
  url: string,
  sql: string,
  cells: readonly unknown[] = [],
): Promise<readonly Readonly<Record<string, unknown>>[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, [...cells])).rows;
  } finally {
    await client.end();
  }
};

export const postgresPlace = (url: string): Place => {
  const schema = `spec_${process.pid}_${++count}`;
  const where = new URL(url);
  where.searchParams.set('schema', schema);
  return placeAt(where.href, async () => {
    await asked(url, `DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
  });
};

/** Describes the same of both databases; `place` gives that of the spec at work. */
export const onBoth = (title: string, cases: (place: () => Place) => void): void => {
  const describeOn = (name: string, make: (hook: Mocha.Context) => Promise<Place>): void => {
    describe(`${title} on ${name}`, () => {
      let place: Place | undefined;
      beforeEach(async function () {
        place = undefined;
        place = await make(this);
      });
      afterEach(async () => {
        await place?.close();
      });
      cases(() => {
        if (place === undefined) throw new Error('a place is there only while a spec is at work');
        return place;
      });
    });
  };
  describeOn('SQLite', () => Promise.resolve(sqlitePlace()));
  describeOn('PostgreSQL', async (hook) => postgresPlace(await postgres(hook)));
};

/** What a promise rejects with. */
export const rejected = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => {
      throw new Error('it did not reject');
    },
    (error: unknown) => error as Error,
  );
