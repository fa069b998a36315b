import { existsSync } from 'node:fs';

/** Whether that may be the beginning of a run's id: where a file has that name, it is the file. */
export const isRunId = (text: string): boolean =>
  /^[0-9a-f][0-9a-f-]{2,}$/.test(text) && !existsSync(text);
