import type { Command } from 'commander';

import type { ExitStatus } from '../exit/exit-status.js';

/** Adds a command to the program; what is called tells how it has ended. */
export type AddCommand = (
  command: (name: string, description: string) => Command,
  done: (status: ExitStatus) => void,
) => void;
