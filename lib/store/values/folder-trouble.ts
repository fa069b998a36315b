import { StoreError } from '../store-error.js';

const advice: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; make room (`mlpipeline prune` removes what nothing needs)',
  EDQUOT:
    'the quota of the disk is used up; make room (`mlpipeline prune` removes what nothing needs)',
  EROFS: 'the disk is read-only; mount it so that it can be written, or name another store',
  EACCES: 'permission is denied; make it readable and writable, or name another store',
  EPERM: 'permission is denied; make it readable and writable, or name another store',
  ENOTDIR: 'a file is where a folder should be; move it aside, or name another store',
  EEXIST: 'a file is where a folder should be; move it aside, or name another store',
  EMFILE: 'too many files are open; raise the limit (`ulimit -n`)',
};

/** The error of a folder of blobs, for what the file system says: where, what and what to do. */
export const folderTrouble = (doing: string, path: string, error: unknown): StoreError => {
  if (error instanceof StoreError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new StoreError(`cannot ${doing} \`${path}\`: ${advice[code] ?? message}`, {
    cause: error,
  });
};

export const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
