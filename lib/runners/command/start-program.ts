import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

import { ProcessGroup } from './process-group.js';

export interface ProgramOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onStdout: (chunk: Buffer) => void;
  readonly onStderr: (chunk: Buffer) => void;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly grace: number;
}

/** How a program ended. */
export interface ProgramEnd {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program at work, with all that it starts. */
export interface Program {
  /** Takes what is written to it, also where the program does not. */
  readonly stdin: Writable;
  /** Resolves when it has ended and all its output is read; rejects where it could not be started. */
  readonly ended: Promise<ProgramEnd>;
  /** Ends it and all that it started. */
  readonly stop: () => void;
}

/** Starts a program in a process group of its own. Throws where the system refuses at once. */
export const startProgram = (
  command: string,
  args: readonly string[],
  { cwd, env, onStdout, onStderr, grace }: ProgramOptions,
): Program => {
  const child = spawn(command, args, { cwd, env, detached: true, windowsHide: true });
  const group = child.pid === undefined ? undefined : new ProcessGroup(child.pid, command);
  const stop = (): void => void group?.end(grace);
  child.stdout.on('data', onStdout);
  child.stderr.on('data', onStderr);
  // A program may end, or close its stdin, without having read all of it.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<ProgramEnd>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', () => {
      // What it leaves behind ends with it.
      void group?.end(grace).then(() => {
        closeWhenIdle(child);
      });
    });
    child.on('close', (status, signal) => {
      resolve({ status, signal });
    });
  });
  return { stdin: child.stdin, ended, stop };
};

const idle = 250;

// What has left the group, as daemons do, may hold the pipes for ever. What is in them is read first.
const closeWhenIdle = (child: ChildProcessWithoutNullStreams): void => {
  const { stdout, stderr } = child;
  // The end of the group is waited for: the pipes may have closed long since.
  if (stdout.closed && stderr.closed) return;
  let isIdle = true;
  const busy = (): void => {
    isIdle = false;
  };
  stdout.on('data', busy);
  stderr.on('data', busy);
  const timer = setInterval(() => {
    // Behind the reading that is due, should this process have been held up.
    setImmediate(() => {
      if (isIdle) {
        stdout.destroy();
        stderr.destroy();
      }
      isIdle = true;
    });
  }, idle);
  child.on('close', () => {
    clearInterval(timer);
  });
};
