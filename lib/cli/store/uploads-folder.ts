import { dirname, join } from 'node:path';

/**
 * Where the files are that a server is sent, beside a store in files; a database of PostgreSQL has no place
 * for them.
 */
export const uploadsFolder = (where: string): string | undefined =>
  /^[a-z][a-z0-9+.-]+:\/\//i.test(where)
    ? undefined
    : join(where.endsWith('.db') ? dirname(where) : where, 'uploads');
