#!/usr/bin/env node
import { Console } from 'node:console';
import { fstatSync } from 'node:fs';

import { groupsEnded } from '../runners/command/process-group.js';
import { exitStatus } from './exit/exit-status.js';
import { run } from './program.js';
import {
  type OutsideFailure,
  outsideFailureText,
  tellOutsideFailure,
} from './exit/outside-failure.js';

// A reader that has seen enough, such as `| head`, closes the pipe: no mistake of the user's.
const closed = (): never => {
  status ??= exitStatus.done;
  process.exit(status);
};
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') closed();
  status = exitStatus.usage;
  process.stderr.write(`mlpipeline: the output cannot be written: ${error.message}\n`);
  process.exit(status);
});
// A log that nobody reads any more, or for which there is no room, ends no work: what was asked for
// goes to stdout, unless that is the same pipe.
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' && isOnePipe()) closed();
});
const isOnePipe = (): boolean => {
  try {
    const [out, err] = [fstatSync(1), fstatSync(2)];
    return out.dev === err.dev && out.ino === err.ino;
  } catch {
    return false;
  }
};

// What modules of runners print is no output of ours: stdout may be read by a program.
globalThis.console = new Console(process.stderr, process.stderr);

// Such modules are foreign code. What they let fall outside of any attempt, and an end that they put
// to the process, must neither look like a crash of ours nor like success.
let status: number | undefined;
process.on('uncaughtException', (error) => {
  const failure: OutsideFailure = { kind: 'error', error };
  if (tellOutsideFailure(failure)) return;
  process.stderr.write(`mlpipeline: ${outsideFailureText(failure, [])}\n`);
  // What has ended already still waits for its programs.
  const hasEnded = status !== undefined;
  if (!hasEnded || status === exitStatus.done) status = exitStatus.unsound;
  if (!hasEnded) process.exit(status);
});
let isIdle = false;
process.on('beforeExit', () => {
  isIdle = !tellOutsideFailure({ kind: 'idle' });
});
process.on('exit', () => {
  if (status !== undefined) return;
  process.stderr.write(
    isIdle
      ? 'mlpipeline: nothing is left that could go on: a runner, or a module of runners that loads, waits for what never comes\n'
      : 'mlpipeline: a module of runners ended the process\n',
  );
  process.exitCode = exitStatus.unsound;
});

status = await run(process.argv.slice(2));

// Programs that are cancelled have time to end in an orderly way.
await groupsEnded();

// What a runner left behind, such as a timer that outlives its cancelled attempt, must not keep the
// process; what is printed must all be written first.
const written = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    stream.write('', () => {
      resolve();
    });
  });
await Promise.all([written(process.stdout), written(process.stderr)]);
process.exit(status);
