import { all, type Row, type Work } from '../database/database.js';
import { insert, inParts, marks } from '../database/insert.js';
import type { KeptValue } from '../values/kept-value.js';

/** Values by name, in their order, of whatever has such. */
export type Named = ReadonlyMap<string, KeptValue>;

/** Writes values where they are not there yet. In one order, so that two writers do not wait for each other. */
export function* putValues(all: Iterable<Named>, now: number): Work<void> {
  const known = new Map<string, KeptValue>();
  for (const named of all) for (const value of named.values()) known.set(value.hash, value);
  const values = [...known.values()].sort((a, b) => (a.hash < b.hash ? -1 : 1));
  yield* insert(
    'vals',
    ['hash', 'json', 'size', 'kept'],
    values.map(({ hash, json, size }) => [hash, json ?? null, size, now]),
    // What is put again is not about to be pruned, and is mended where it was damaged.
    `ON CONFLICT (hash) DO UPDATE SET kept = excluded.kept, json = excluded.json,
       size = excluded.size`,
  );
  yield* insert(
    'val_blobs',
    ['value', 'blob'],
    values.flatMap(({ hash, blobs }) => [...new Set(blobs)].map((blob) => [hash, blob] as const)),
    'ON CONFLICT DO NOTHING',
  );
}

const text = (row: Row, column: string): string => String(row[column]);

/** The values of these hashes. */
export function* valuesBy(hashes: Iterable<string>): Work<ReadonlyMap<string, KeptValue>> {
  const rows: Row[] = [];
  const blobs = new Map<string, string[]>();
  for (const part of inParts([...new Set(hashes)])) {
    rows.push(
      ...(yield* all(
        `SELECT hash, json, size FROM vals WHERE hash IN (${marks(part.length)})`,
        ...part,
      )),
    );
    const uses = yield* all(
      `SELECT value, blob FROM val_blobs WHERE value IN (${marks(part.length)})`,
      ...part,
    );
    for (const use of uses) {
      const known = blobs.get(text(use, 'value'));
      if (known === undefined) blobs.set(text(use, 'value'), [text(use, 'blob')]);
      else known.push(text(use, 'blob'));
    }
  }
  return new Map(
    rows.map((row) => {
      const hash = text(row, 'hash');
      const json = row['json'];
      return [
        hash,
        {
          hash,
          json: typeof json === 'string' ? json : undefined,
          size: Number(row['size']),
          blobs: blobs.get(hash) ?? [],
        },
      ];
    }),
  );
}

/** Rows with a name and the hash of a value, in their order, as values by name; grouped by `groupOf`. */
export function* namedValues(
  rows: readonly Row[],
  nameColumn: string,
  groupOf: (row: Row) => string,
): Work<ReadonlyMap<string, Named>> {
  const values = yield* valuesBy(rows.map((row) => text(row, 'value')));
  const groups = new Map<string, Map<string, KeptValue>>();
  for (const row of rows) {
    const value = values.get(text(row, 'value'));
    if (value === undefined) continue;
    const group = groupOf(row);
    let named = groups.get(group);
    if (named === undefined) groups.set(group, (named = new Map<string, KeptValue>()));
    named.set(text(row, nameColumn), value);
  }
  return groups;
}
