import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/*
 * Material from outside the project, which stands beside it where it stands at all. Specs that
 * need it are skipped where it is absent, and say so.
 */

const root = fileURLToPath(new URL('../../shared/data/', import.meta.url));

/** The path of a folder of the shared data, with a slash at its end; `undefined` if it is absent. */
export const sharedData = (folder = ''): string | undefined => {
  const path = folder === '' ? root : `${root}${folder}/`;
  return existsSync(path) ? path : undefined;
};

/** For a suite whose data is absent: one skipped test, whose name says what is missing. */
export const itIsSkippedWithout = (folder: string): void => {
  it(`is skipped: ../shared/data/${folder} is absent`);
};
