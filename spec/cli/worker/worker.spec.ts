import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { writeGives } from '../../gives.js';
import { mlpipeline } from '../mlpipeline.js';

/** What cannot be is told before anything is connected: nothing listens there. */
const queue = ['--queue', 'redis://127.0.0.1:1'];

describe('mlpipeline worker', function () {
  this.timeout(60_000);
  let folder: string;
  let file: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-worker-'));
    file = writeGives(folder);
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const wrong: Readonly<Record<string, readonly [() => readonly string[], string]>> = {
    'no queue': [() => [file], 'a worker needs a queue: `--queue redis://127.0.0.1:6379`'],
    'standard input': [() => ['-', ...queue], 'a worker cannot read standard input: name a file'],
    'no number and no duration': [
      () => [file, ...queue, '--concurrency', 'many', '--drain', 'soon'],
      '`--concurrency` takes a whole number, 1 or more, not `many`\n  `--drain` takes a duration (`500ms`, `30s`, `5m`, `1h`, or seconds) above 0 and up to 24 days, not `soon`',
    ],
    'runners that no component has': [
      () => [file, ...queue, '--only-runners', 'Gives,Givs'],
      'no component has the runner `Givs`, which the worker is restricted to; did you mean `Gives`?',
    ],
    'a queue that is not there': [
      () => [file, ...queue],
      'the queue at redis://127.0.0.1:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1; is Redis running there?',
    ],
  };
  for (const [what, [argv, told]] of Object.entries(wrong))
    it(`is refused with ${what}`, async () => {
      const { status, stderr } = await mlpipeline(['worker', ...argv()]);
      expect(stderr).to.equal(`mlpipeline: ${told}\n`);
      expect(status).to.equal(2);
    });
});
