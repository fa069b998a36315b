#!/usr/bin/env node
import { Console } from 'node:console';

import { groupsEnded } from '../runners/command/process-group.js';
import { threadsEnded } from '../runners/thread/with-thread.js';
import { exitStatus } from './exit/exit-status.js';
import { tellClosedOutput } from './exit/closed-output.js';
import { endStatus, endProcess, setEndStatus } from './exit/end-process.js';
import { run } from './program.js';
import {
  type OutsideFailure,
  outsideFailureText,
  tellOutsideFailure,
} from './exit/outside-failure.js';
import { keepStdout, stdout } from './terminal/stdout.js';

// A reader that has seen enough, such as `| head`, closes the pipe: no mistake of the user's.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') {
    process.stderr.write(`mlpipeline: the output cannot be written: ${error.message}\n`);
    endProcess(exitStatus.usage);
  }
  // What is done already still waits for its programs.
  if (endStatus() === undefined && !tellClosedOutput()) endProcess(exitStatus.done);
});
// A log that nobody reads any more, or for which there is no room, ends no work: it may be all that
// was cut short, by `2>&1 | head`, of a run that is wanted for its files.
process.stderr.on('error', () => undefined);

// What modules of runners print is no output of ours: stdout may be read by a program.
keepStdout();
globalThis.console = new Console(process.stderr, process.stderr);

// Such modules are foreign code. What they let fall outside of any attempt, and an end that they put
// to the process, must neither look like a crash of ours nor like success.
process.on('uncaughtException', (error) => {
  const failure: OutsideFailure = { kind: 'error', error };
  if (tellOutsideFailure(failure)) return;
  process.stderr.write(`mlpipeline: ${outsideFailureText(failure, [])}\n`);
  const status = endStatus();
  if (status === undefined) endProcess(exitStatus.unsound);
  // What has ended already still waits for its programs.
  if (status === exitStatus.done) setEndStatus(exitStatus.unsound);
});
let isIdle = false;
process.on('beforeExit', () => {
  isIdle = !tellOutsideFailure({ kind: 'idle' });
});
process.on('exit', () => {
  if (endStatus() !== undefined) return;
  process.stderr.write(
    isIdle
      ? 'mlpipeline: nothing is left to run: a runner, or a module of runners that loads, waits for something that never happens\n'
      : 'mlpipeline: a module of runners ended the process\n',
  );
  process.exitCode = exitStatus.unsound;
});

setEndStatus(await run(process.argv.slice(2)));

// Programs that are cancelled have time to end in an orderly way.
await Promise.all([groupsEnded(), threadsEnded()]);

// What a runner left behind, such as a timer that outlives its cancelled attempt, must not keep the
// process; what is printed must all be written first.
const written = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    stream.write('', () => {
      resolve();
    });
  });
await Promise.all([written(stdout), written(process.stderr)]);
process.exit(endStatus());
