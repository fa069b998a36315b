import { StoreError } from '../store-error.js';
import type { Database } from './database.js';
import { openPostgres } from './postgres.js';
import { openSqlite } from './sqlite.js';

/** A database by its URL, or by the path of its file; made where it is not there, unless it is to be. */
export const openDatabase = async (where: string, isThere = false): Promise<Database> => {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(where)?.[1]?.toLowerCase();
  if (scheme === undefined) return openSqlite(where);
  if (scheme === 'postgres' || scheme === 'postgresql') return openPostgres(where, isThere);
  throw new StoreError(
    `a store is a path, or a URL that begins with \`postgres://\`; it cannot be in \`${scheme}://…\``,
  );
};
