import { StoreError } from '../store-error.js';
import { bindable } from './cells.js';
import { collectGarbage } from './collect-garbage.js';
import type { Cell, Row } from './database.js';

/** A connection to one SQLite file, with what is peculiar to each library behind it. */
export interface SqliteDriver {
  readonly exec: (sql: string) => void;
  readonly all: (sql: string, cells: readonly Cell[]) => readonly Row[];
  /** Gives how many rows were changed. */
  readonly run: (sql: string, cells: readonly Cell[]) => number;
  readonly close: () => Promise<void>;
}

/** What both libraries have in common. */
interface Prepared {
  readonly all: (...cells: readonly unknown[]) => readonly Readonly<Record<string, unknown>>[];
  readonly run: (...cells: readonly unknown[]) => { readonly changes: number | bigint };
}

interface Library {
  readonly open: (where: string | URL) => {
    readonly exec: (sql: string) => void;
    readonly prepare: (sql: string) => Prepared;
    readonly close: () => void;
  };
  /** How a statement is called with a list of cells. */
  readonly spread: boolean;
  /** Has the file let go of when it has been closed. */
  readonly letGo: () => Promise<void>;
}

/** Statements kept prepared: those of parts of all lengths are many. */
const mostPrepared = 500;

/** A URL says what a path cannot, such as `immutable`. */
export const openDriver = async (where: string | URL): Promise<SqliteDriver> => {
  const { open, spread, letGo } = nodeSqlite() ?? (await libsql());
  const database = open(where);
  const prepared = new Map<string, Prepared>();
  const prepare = (sql: string): Prepared => {
    let statement = prepared.get(sql);
    if (statement === undefined) {
      statement = database.prepare(sql);
      if (prepared.size === mostPrepared) prepared.clear();
      prepared.set(sql, statement);
    }
    return statement;
  };
  return {
    exec: (sql) => {
      database.exec(sql);
    },
    // Never `get`, to whose row libsql adds a key of its own.
    all: (sql, cells) => {
      const bound = cells.map(bindable);
      const rows = spread ? prepare(sql).all(...bound) : prepare(sql).all(bound);
      return rows.map(rowOf);
    },
    run: (sql, cells) => {
      const bound = cells.map(bindable);
      const { changes } = spread ? prepare(sql).run(...bound) : prepare(sql).run(bound);
      return Number(changes);
    },
    close: async () => {
      prepared.clear();
      database.close();
      await letGo();
    },
  };
};

// Bytes come as a `Buffer`, an `ArrayBuffer` or a `Uint8Array`, after library and call.
const cellOf = (cell: unknown): Cell => {
  if (cell instanceof ArrayBuffer) return new Uint8Array(cell);
  if (cell instanceof Uint8Array)
    return new Uint8Array(cell.buffer, cell.byteOffset, cell.byteLength);
  return typeof cell === 'bigint' ? Number(cell) : (cell as Cell);
};

const rowOf = (row: Readonly<Record<string, unknown>>): Row => {
  const cells: Record<string, Cell> = {};
  for (const name in row) cells[name] = cellOf(row[name]);
  return cells;
};

/** Of Node.js itself, where it takes URLs: 22.15 and later. Two libraries in one process would not see each other's locks. */
const nodeSqlite = (): Library | undefined => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major === 22 && minor < 15) return undefined;
  const module = quietly(() => process.getBuiltinModule('node:sqlite' as string)) as
    { readonly DatabaseSync: new (where: string | URL) => ReturnType<Library['open']> } | undefined;
  return (
    module && {
      open: (where) => new module.DatabaseSync(where),
      spread: true,
      letGo: () => Promise.resolve(),
    }
  );
};

// Node.js 22 warns on stderr that it is experimental, which is no concern of who runs a pipeline.
const quietly = <T>(act: () => T): T => {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    return act();
  } finally {
    process.emitWarning = emitWarning;
  }
};

const libsql = async (): Promise<Library> => {
  let module: { readonly default: unknown };
  try {
    module = await import('libsql');
  } catch (error) {
    throw new StoreError(
      'a store in a file needs SQLite: use Node.js 22.15 or later, or install the package `libsql` (`npm install libsql`)',
      { cause: error },
    );
  }
  const Database = module.default as new (path: string) => ReturnType<Library['open']>;
  // Its statements hold the file until they are collected: they cannot be closed.
  return { open: (where) => new Database(String(where)), spread: false, letGo: collectGarbage };
};
