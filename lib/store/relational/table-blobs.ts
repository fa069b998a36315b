import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { all, type Database, first, run } from '../database/database.js';
import { BlobError } from '../store-error.js';
import type { BlobStore } from '../values/blob-store.js';
import { LentFiles } from './lent-files.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const page = 1_000;

export interface TableBlobs extends BlobStore {
  /** Removes the files whose paths were given, but for those that are to stay. */
  readonly close: () => Promise<void>;
}

/** Blobs in the database itself: of a store on a server, where machines share no folder. */
export const tableBlobs = (database: Database): TableBlobs => {
  const get = async (hash: string): Promise<Uint8Array> => {
    const row = await database.read(() => first('SELECT bytes FROM blobs WHERE hash = ?', hash));
    const bytes = row?.['bytes'];
    if (!(bytes instanceof Uint8Array))
      throw new BlobError(hash, `the blob \`${hash}\` is missing in the store ${database.where}`);
    if (sha256(bytes) !== hash)
      throw new BlobError(
        hash,
        `the blob \`${hash}\` is damaged in the store ${database.where}: its bytes are not those that it is named by`,
      );
    return bytes;
  };
  const put = async (bytes: Uint8Array): Promise<string> => {
    const hash = sha256(bytes);
    await database.write('full', function* () {
      // One that is there and damaged is mended; one that is whole is not written again.
      yield* run(
        `INSERT INTO blobs (hash, size, kept, bytes) VALUES (?, ?, ?, ?)
         ON CONFLICT (hash) DO UPDATE SET kept = excluded.kept, size = excluded.size,
           bytes = CASE WHEN blobs.bytes = excluded.bytes THEN blobs.bytes ELSE excluded.bytes END`,
        hash,
        bytes.length,
        yield* database.now(),
        bytes,
      );
    });
    return hash;
  };
  const files = new LentFiles(get);
  return {
    where: database.where,
    put,
    putFile: async (path) => put(await readFile(path)),
    get,
    pathOf: (hash) => files.pathOf(hash),
    stay: (hash) => {
      files.stay(hash);
    },
    close: () => files.close(),
    has: async (hash) =>
      (await database.read(() => first('SELECT 1 AS one FROM blobs WHERE hash = ?', hash))) !==
      undefined,
    remove: (hash, before) =>
      database.write('normal', function* () {
        const gone =
          before === undefined
            ? yield* run('DELETE FROM blobs WHERE hash = ?', hash)
            : yield* run('DELETE FROM blobs WHERE hash = ? AND kept < ?', hash, before);
        return gone > 0;
      }),
    async *list() {
      for (let after = ''; ;) {
        const rows = await database.read(() =>
          all(
            'SELECT hash, size, kept FROM blobs WHERE hash > ? ORDER BY hash LIMIT ?',
            after,
            page,
          ),
        );
        for (const row of rows)
          yield {
            hash: String(row['hash']),
            size: Number(row['size']),
            time: Number(row['kept']),
          };
        if (rows.length < page) return;
        after = String(rows.at(-1)?.['hash']);
      }
    },
  };
};
