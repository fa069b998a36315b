import type { Work } from './database.js';

/** The time by a file of SQLite, in milliseconds: that of the machine. */
// eslint-disable-next-line require-yield -- it is work as any other, and asks no database
export function* sqliteNow(): Work<number> {
  return Date.now();
}
