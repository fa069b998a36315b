import { fileURLToPath, pathToFileURL } from 'node:url';

import { expect } from 'chai';

import { runSummary } from '../../../lib/cli/follow/run-summary.js';
import { type Failure, RunError } from '../../../lib/engine/failure.js';
import type { Tally } from '../../../lib/sinks/tally.js';

const failed = (task: string, cause?: unknown, message = 'no luck'): Failure => ({
  ...{ kind: 'error', task, attempt: 1, message, cause, final: false },
});

const nothing: Tally = {
  ...{
    finished: [],
    failures: [],
    skipped: [],
    omitted: [],
    cancelled: [],
    sinkFailures: [],
    outcome: 'failed',
  },
};

const summary = (
  tally: Partial<Tally>,
  {
    verbose = false,
    outcome = 'failed',
  }: { verbose?: boolean; outcome?: RunError['outcome'] } = {},
): string[] =>
  runSummary(
    new RunError(outcome, 'the run was cancelled', tally.failures),
    { ...nothing, ...tally },
    verbose,
  ).split('\n');

describe('the summary of a run that failed', () => {
  it('counts what was omitted, and parts with the task that they are of', () => {
    const tally = {
      failures: [failed('read[1]/ocr')],
      finished: ['a', 'read[0]', 'read[0]/ocr'],
      omitted: ['careful', 'read[1]/big'],
      cancelled: ['read[2]'],
    };
    expect(summary(tally)).to.deep.equal([
      '`read[1]/ocr` failed at attempt 1: no luck',
      '  finished   1 task: `a`',
      '  omitted    1 task: `careful`',
      '',
    ]);
  });

  it('tells the first of very many failures, and all where it is to be verbose', () => {
    const failures = Array.from({ length: 23 }, (_, index) => failed(`t${index}`));
    const skipped = [{ task: 's', cause: 't21' }];
    expect(summary({ failures, skipped }).slice(18)).to.deep.equal([
      '`t18` failed at attempt 1: no luck',
      '`t19` failed at attempt 1: no luck',
      '… and 3 more tasks failed: `--verbose` shows all of them',
      '  skipped    1 task: `s`',
      '',
    ]);
    expect(summary({ failures, skipped }, { verbose: true }).slice(21)).to.deep.equal([
      '`t21` failed at attempt 1: no luck',
      '  skipped    1 task: `s`',
      '`t22` failed at attempt 1: no luck',
      '',
    ]);
  });

  it('tells of each failure what was skipped because of it', () => {
    const failures = [failed('a'), failed('b')];
    const skipped = [
      { task: 'c', cause: 'b' },
      { task: 'd', cause: 'a' },
      { task: 'e', cause: 'b' },
    ];
    expect(summary({ failures, skipped, finished: ['f'] })).to.deep.equal([
      '`a` failed at attempt 1: no luck',
      '  skipped    1 task: `d`',
      '`b` failed at attempt 1: no luck',
      '  skipped    2 tasks: `c` and `e`',
      '  finished   1 task: `f`',
      '',
    ]);
  });

  it('says that a run was cancelled, whatever had failed before', () => {
    const tally = { failures: [failed('a')], cancelled: ['b'] };
    expect(summary(tally, { outcome: 'cancelled' })).to.deep.equal([
      'mlpipeline: the run was cancelled',
      '`a` failed at attempt 1: no luck',
      '  cancelled  1 task: `b`',
      '',
    ]);
  });

  it('tells all that an error was caused by, and no stack', () => {
    const cause = new Error('no page', { cause: new Error('no disk', { cause: 'no power' }) });
    expect(summary({ failures: [failed('a', cause, 'no page\nat all')] })).to.deep.equal([
      '`a` failed at attempt 1: no page',
      '    at all',
      '  because of: no disk',
      '  because of: no power',
      '',
    ]);
  });

  it('tells the stack of an error and of its causes where it is to be verbose', () => {
    const because = new Error('no disk');
    because.stack = 'Error: no disk\n    at read (disk.ts:3:4)';
    const cause = new Error('no page', { cause: because });
    cause.stack = 'Error: no page\u001b[2J\n    at page\u001b[2J (page.ts:1:2)';
    expect(summary({ failures: [failed('a', cause)] }, { verbose: true })).to.deep.equal([
      '`a` failed at attempt 1: no luck',
      '    at page\\x1b[2J (page.ts:1:2)',
      '  because of: no disk',
      '    at read (disk.ts:3:4)',
      '',
    ]);
  });

  it('tells no frames of what runs a runner, be it the engine, a package that it is made with or Node.js', () => {
    const at = (error: Error, ...frames: readonly string[]): Error => {
      error.stack = [`Error: ${error.message}`, ...frames.map((one) => `    at ${one}`)].join('\n');
      return error;
    };
    const engine = fileURLToPath(
      new URL('../../../lib/engine/attempts/runner-call.ts:3:4', import.meta.url),
    );
    const around = [
      `last (${engine})`,
      `last (${pathToFileURL(engine).href})`,
      'next (/home/me/node_modules/rxjs/src/Observable.ts:1:2)',
      'new Promise (<anonymous>)',
      'run (node:async_hooks:346:14)',
    ];
    const read = 'read (/home/me/node_modules/disk/index.js:3:4)';
    const frames = (error: Error): string[] =>
      summary({ failures: [failed('a', error)] }, { verbose: true })
        .filter((line) => line.startsWith('    at '))
        .map((line) => line.slice(7));
    expect(frames(at(new Error('no luck'), ...around))).to.deep.equal([]);
    expect(frames(at(new Error('no luck'), ...around, read, ...around))).to.deep.equal([
      ...around,
      read,
    ]);
    // A mistake in the engine.
    expect(frames(at(new TypeError('no luck'), ...around))).to.deep.equal(around);
  });
});
