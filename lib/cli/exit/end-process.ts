import type { ExitStatus } from './exit-status.js';

let known: ExitStatus | undefined;

/** What the process ends with, once that is known. */
export const endStatus = (): ExitStatus | undefined => known;

export const setEndStatus = (status: ExitStatus): void => {
  known = status;
};

/** Ends the process at once. */
export const endProcess = (status: ExitStatus): never => {
  known = status;
  process.exit(status);
};
