import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';

import { all, type Database, first, run, type Work } from '../database/database.js';
import { UnkeepableError } from '../values/value-keeper.js';
import { BlobError } from '../store-error.js';
import type { BlobStore } from '../values/blob-store.js';
import { LentFiles } from './lent-files.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const page = 1_000;

/** A value of PostgreSQL has at most 1 GiB, with what stands around it. */
const mostBytes = 1_000_000_000;

const refuseLarge = (size: number): void => {
  if (size > mostBytes)
    throw new UnkeepableError(
      `it has ${size.toLocaleString('en')} bytes in one piece, and a store in PostgreSQL keeps ${mostBytes.toLocaleString('en')}; give it in parts, or open the store with a folder for values`,
    );
};

/** Bytes come as text that is twice as long: more than that at once are longer than one can be. */
const slice = 16 * 1024 * 1024;

function* bytesOf(hash: string): Work<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  for (let at = 0, length = 1; at < length; at += slice) {
    const row = yield* first(
      'SELECT LENGTH(bytes) AS length, SUBSTR(bytes, ?, ?) AS part FROM blobs WHERE hash = ?',
      at + 1,
      slice,
      hash,
    );
    if (row === undefined) return undefined;
    length = Number(row['length']);
    // SQLite has nothing for a part of nothing.
    if (row['part'] instanceof Uint8Array) parts.push(row['part']);
  }
  const [only = new Uint8Array()] = parts;
  return parts.length > 1 ? Buffer.concat(parts) : only;
}

export interface TableBlobs extends BlobStore {
  /** Removes the files whose paths were given, but for those that are to stay. */
  readonly close: () => Promise<void>;
}

/** Blobs in the database itself: of a store on a server, where machines share no folder. */
export const tableBlobs = (database: Database): TableBlobs => {
  const get = async (hash: string): Promise<Uint8Array> => {
    const bytes = await database.read(() => bytesOf(hash));
    if (bytes === undefined)
      throw new BlobError(
        hash,
        `the blob \`${hash}\` is missing in the store \`${database.where}\``,
      );
    if (sha256(bytes) !== hash)
      throw new BlobError(
        hash,
        `the blob \`${hash}\` is damaged in the store \`${database.where}\`: its bytes do not match its name`,
      );
    return bytes;
  };
  const put = async (bytes: Uint8Array): Promise<string> => {
    refuseLarge(bytes.length);
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
    putFile: async (path) => {
      refuseLarge((await stat(path)).size);
      return put(await readFile(path));
    },
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
