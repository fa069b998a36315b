import type { Database } from './database.js';
import { openSqlite } from './sqlite.js';

/** A file of SQLite by its path. */
export const openDatabase = (where: string): Promise<Database> => openSqlite(where);
