import { syncBuiltinESMExports } from 'node:module';

/** Where outputs go, whatever `process.stdout` is by now. */
export const { stdout } = process;

/**
 * Gives all others stderr for stdout, so that what runners write, those in threads too, stands not
 * among the outputs: a program may read them.
 */
export const keepStdout = (): void => {
  Object.defineProperty(process, 'stdout', { value: process.stderr, configurable: true });
  syncBuiltinESMExports();
};
