import { stat } from 'node:fs/promises';

import { messageOf } from '../../diagnostics/thrown.js';
import { codeOf } from './folder-trouble.js';

/** Why what is at a path cannot be kept as a file; `undefined` where it can. */
export const fileProblem = async (path: string): Promise<string | undefined> => {
  try {
    const found = await stat(path);
    if (found.isFile()) return undefined;
    return found.isDirectory()
      ? 'it is a folder; give a file, such as an archive of it'
      : 'it is not a regular file';
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? 'there is no such file' : messageOf(error);
  }
};
