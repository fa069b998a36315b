import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import type { RunEvent } from '../../../lib/engine/events/event.js';
import { mlpipeline } from '../mlpipeline.js';

const of = (runner: string): string => `pipeline:
  name: Stray
  inputs: [x]
  outputs: [stray.y]
  components:
    - stray: { runner: ${runner}, inputs: [x], outputs: [y] }
`;
const runners = ['--runners', './spec/cli/runners.js'];

describe('a run that no task is known to end', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const troubles: readonly [string, string, string][] = [
    [
      'an error falls outside of any task',
      'ThrowsBeside',
      'an error outside of any task, while `stray` was at work: too late (at spec/cli/runners.js:60:13)',
    ],
    [
      'nothing is left to run',
      'Never',
      'nothing is left to run: `stray` waits for something that never happens',
    ],
  ];
  for (const [what, runner, said] of troubles) {
    it(`ends in an orderly way where ${what}`, async () => {
      const [events, report] = [join(folder, 'run.ndjson'), join(folder, 'run.html')];
      const { status, stdout, stderr } = await mlpipeline(
        ['run', '-', ...runners, '--inputs', 'x=1', '--events', events, '--report', report],
        { input: of(runner) },
      );
      expect({ status, stdout }).to.deep.equal({ status: 1, stdout: '' });
      expect(stderr).to.equal(`0 : pipeline : inputs - x=1
  ${said}
1 : stray - ${runner} : inputs - x=1 : cancelled
2 : pipeline : failed : outputs - none
mlpipeline: ${said}
  cancelled  1 task: \`stray\`
`);
      const lines = readFileSync(events, 'utf8').trimEnd().split('\n');
      const told = lines.map((line) => JSON.parse(line) as RunEvent);
      expect(told.find(({ type }) => type === 'stray-failure')).to.include({ message: said });
      expect(told.at(-1)).to.include({ type: 'run-finished', outcome: 'failed' });
      expect(readFileSync(report, 'utf8')).to.contain(said.slice(1));
    });

    it(`fails the items at work where ${what}`, async () => {
      const file = join(folder, 'pipeline.yaml');
      writeFileSync(file, of(runner));
      const { status, stderr } = await mlpipeline(['run', file, ...runners, '--each', '-'], {
        input: '{"x":1}\n',
      });
      expect(status).to.equal(1);
      expect(stderr).to.match(
        /^<stdin>:1: `stray` failed: (an error outside|nothing is left to run)/,
      );
      expect(stderr).to.match(/\nmlpipeline: 0 items done, 1 failed, in/);
    });
  }

  it('ends one that is kept, too, and all its items, where nothing is left to run', async () => {
    const file = join(folder, 'pipeline.yaml');
    writeFileSync(file, of('Never'));
    const kept = [...runners, '--store', join(folder, 'store')];
    const one = await mlpipeline(['run', file, ...kept, '--inputs', 'x=1']);
    expect(one.status).to.equal(1);
    expect(one.stderr).to.contain(
      '\nmlpipeline: nothing is left to run: `stray` waits for something that never happens\n',
    );
    const items = await mlpipeline(['run', file, ...kept, '--each', '-'], { input: '{"x":1}\n' });
    expect(items.status).to.equal(1);
    expect(items.stderr).to.contain(
      '`stray` failed: nothing is left to run: it waits for something that never happens',
    );
  });

  it('fails the task whose it is, as far as can be told', async () => {
    const argv = ['run', '-', ...runners, '--inputs', 'x=1', '--log', 'none'];
    const { status, stderr } = await mlpipeline([...argv, '--verbose'], {
      input: of('ThrowsLater'),
    });
    expect(status).to.equal(1);
    expect(stderr).to.match(
      /^`stray` failed at attempt 1: an error outside of its promise: too late \(at spec\/cli\/runners\.js:43:13\)\n {4}at .*runners\.js/,
    );
  });

  for (const [runner, line, from] of [
    ['LeavesRejection', 22, ', from `stray` after it had ended'],
    ['LeavesThrow', 28, ''],
  ] as const)
    it(`is told of, beside the outputs, where it comes as the run ends: ${runner}`, async () => {
      const { status, stdout, stderr } = await mlpipeline(
        ['run', '-', ...runners, '--inputs', 'x=1', '--log', 'none'],
        { input: of(runner) },
      );
      expect({ status, stdout: JSON.parse(stdout) as unknown }).to.deep.equal({
        status: 1,
        stdout: { 'stray.y': 1 },
      });
      expect(stderr).to.match(
        new RegExp(
          `^mlpipeline: an error outside of any task${from}: nobody heard \\(at spec/cli/runners\\.js:${line}:\\d+\\)\n$`,
        ),
      );
    });

  for (const runner of ['RejectsAtStop', 'RejectsAtAbort'])
    it(`is told of as that of the task that was stopped, not of the one that stopped it: ${runner}`, async () => {
      const input = `${of(runner).replace('[stray.y]', '[stray.y, other.z]')}    - other: { runner: FailsLater, inputs: [x], outputs: [z] }\n`;
      const { status, stderr } = await mlpipeline(
        ['run', '-', ...runners, '--inputs', 'x=1', '--log', 'none'],
        { input },
      );
      expect(status).to.equal(1);
      expect(stderr.replace(/ \(at .*\)/, '')).to.equal(`\`other\` failed at attempt 1: no luck
  cancelled  1 task: \`stray\`
mlpipeline: an error outside of any task, from \`stray\` after it had ended: no way back
`);
    });

  it('tells the second one too, and ends in an orderly way', async () => {
    const report = join(folder, 'run.html');
    const { status, stderr } = await mlpipeline(
      ['run', '-', ...runners, '--inputs', 'x=1', '--log', 'none', '--report', report],
      { input: of('LeavesTwo') },
    );
    expect(status).to.equal(1);
    expect(stderr).to.match(
      /^`stray` failed .*: an error outside of its promise: nobody heard .*\nmlpipeline: an error outside of any task, from `stray` after it had ended: nor this .*\n$/,
    );
    expect(readFileSync(report, 'utf8')).to.contain('nobody heard');
  });

  it('ends a run that is kept, too, where an error falls as it begins', async () => {
    const { status, stderr } = await mlpipeline(
      ['run', '-', ...runners, '--inputs', 'x=1', '--log', 'none', '--store', folder],
      { input: of('ThrowsBeside') },
    );
    expect(status).to.equal(1);
    // Node.js 24 knows in more places whose it is.
    expect(stderr).to.match(
      /an error outside of any task, while `stray` was at work: too late|^`stray` failed at attempt 1: an error outside of its promise: too late /m,
    );
  });

  it('tells the stack of such an error where it is to be verbose', async () => {
    const { stderr } = await mlpipeline(['run', '-', ...runners, '--inputs', 'x=1', '--verbose'], {
      input: of('ThrowsBeside'),
    });
    expect(stderr).to.match(/was at work: too late .*\n {4}at .*runners\.js/);
  });
});
