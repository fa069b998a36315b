import { resolve } from 'node:path';

/** The file that a pipeline was loaded from, wherever a later command is called; none for standard input. */
export const pathOf = (file: string): string | undefined =>
  file === '-' ? undefined : resolve(file);
