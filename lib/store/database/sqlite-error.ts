import { messageOf } from '../../diagnostics/thrown.js';
import { StoreError } from '../store-error.js';

const cannotBeWritten = ['it cannot be written', 'make the file and its folder writable'] as const;

/** What SQLite says, by its primary result code. */
const said: Readonly<Record<number, readonly [what: string, help: string]>> = {
  5: ['other processes have kept it locked for too long', 'check what they do, and try again'],
  8: cannotBeWritten,
  10: ['reading or writing it failed', 'check the disk'],
  11: ['it is damaged', 'restore it from a backup, or move it aside: the next run makes a new one'],
  13: ['the disk is full', 'make room, and continue with `mlpipeline resume`'],
  14: ['it cannot be opened', 'check that its folder exists and is writable'],
  26: ['it is not a database of SQLite', 'name another file, or move it aside'],
};

/** What a library of SQLite has thrown, as a `StoreError`; all else as it is. */
export const sqliteError = (path: string, error: unknown): unknown => {
  const code = codeOf(error);
  if (code === undefined) return error;
  const [what, help] = said[code & 0xff] ?? [messageOf(error), 'check the file'];
  return new StoreError(`the store \`${path}\`: ${what}; ${help}`, { cause: error });
};

export const toldBySqlite = async <T>(path: string, act: () => T | Promise<T>): Promise<T> => {
  try {
    return await act();
  } catch (error) {
    throw sqliteError(path, error);
  }
};

export const unwritable = (path: string): StoreError =>
  new StoreError(`the store \`${path}\`: ${cannotBeWritten.join('; ')}`);

/** Whether it says that another process has locked the file. */
export const isBusy = (error: unknown): boolean => ((codeOf(error) ?? 0) & 0xff) === 5;

const codeOf = (error: unknown): number | undefined => {
  if (typeof error !== 'object' || error === null) return undefined;
  // Of `node:sqlite` and of libsql.
  const { errcode, rawCode, code } = error as Readonly<Record<string, unknown>>;
  if (typeof errcode === 'number') return errcode;
  if (typeof rawCode === 'number') return rawCode;
  if (typeof code === 'string' && code.startsWith('SQLITE_')) return 0;
  // What libsql throws where it cannot open a file: its code stands in the text only.
  const opening = /^ConnectionFailed\(.*: (\d+)"\)$/s.exec(messageOf(error))?.[1];
  return opening === undefined ? undefined : Number(opening);
};
