import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';

import { documentError } from './document-error.js';

/**
 * The path of the file of a document: a path of a file as it is, from where you are, or an id in a
 * folder, which stands for `ID`, `ID.jpg` or of another ending, or `ID/page.jpg`. Rejects where
 * there is none, or where it is empty.
 */
export const findDocument = async (id: string, folder: string): Promise<string> => {
  if (id.trim() === '') throw documentError('the document has no name: give a path or an id');
  const found =
    (await fileAt(id)) ??
    (await fileAt(join(folder, id))) ??
    (await named(folder, id)) ??
    (await named(join(folder, id), 'page'));
  if (found !== undefined) return found;
  const isFolder = (await stat(id).catch(() => undefined))?.isDirectory() === true;
  throw documentError(
    isFolder
      ? `\`${id}\` is a folder: give the path of a file in it`
      : `\`${id}\` is not there: neither a file of that path, from where you are, nor one of ` +
          `that name in \`${folder}\``,
  );
};

const fileAt = async (path: string): Promise<string | undefined> => {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) return undefined;
  if (found.size === 0) throw documentError(`\`${basename(path)}\` is empty: it has 0 bytes`);
  return path;
};

const named = async (folder: string, name: string): Promise<string | undefined> => {
  const entries = await readdir(folder).catch(() => []);
  const same = entries.filter((entry) => isPage(entry) && basename(entry, extname(entry)) === name);
  if (same.length > 1)
    throw documentError(
      `\`${name}\` could be ${same.sort().join(' or ')} in \`${folder}\`: say which, with its ending`,
    );
  const [only] = same;
  return only === undefined ? undefined : fileAt(join(folder, only));
};

const isPage = (name: string): boolean => /\.(jpe?g|png|tiff?|webp|gif|avif|pdf)$/i.test(name);
