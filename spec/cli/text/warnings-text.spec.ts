import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { inProcess } from '../in-process.js';

const pipeline = `pipeline:
  name: P
  inputs: { x: { default: 1 } }
  outputs: [a.y]
  components: { a: { runner: PassThrough, inputs: { y: x }, outputs: [y], params: { psm: 3 } } }
`;

describe('what is said of a param that nothing says there is', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-set-'));
    writeFileSync(join(folder, 'p.yaml'), pipeline);
    writeFileSync(join(folder, 'set.yaml'), 'a: { pms: 6 }\n');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const call = (line: string) => inProcess(folder, line.split(' '));
  const said = (by: string): string =>
    `mlpipeline: \`${by}\`: \`a\` is not known to have a param \`pms\`; did you mean \`psm\`?; ` +
    'its runner does not declare its params, and the pipeline sets `psm`: this one is passed to it all the same\n';

  it('is a line before the run, which goes on', async () => {
    const outputs = { status: 0, stdout: '{\n  "a.y": 1\n}\n' };
    for (const [flags, by] of [
      ['--set a.pms=6', '--set'],
      ['--set-file set.yaml', 'set.yaml'],
    ] as const)
      expect(await call(`run p.yaml --log none ${flags}`)).to.deep.equal({
        ...outputs,
        stderr: said(by),
      });
    expect((await call('run p.yaml --quiet --set a.pms=6')).stderr).to.equal('');
    expect((await call('run p.yaml --log none --set a.psm=6')).stderr).to.equal('');
  });

  it('is one of a run of items, of a dry run, and of what is logged as JSON', async () => {
    writeFileSync(join(folder, 'items.ndjson'), '{"x":1}\n{"x":2}\n');
    const each = await call('run p.yaml --log none --set a.pms=6 --each items.ndjson');
    expect(each.stderr.split(said('--set'))).to.have.length(2);
    expect((await call('dry-run p.yaml --set a.pms=6')).stderr).to.equal(said('--set'));
    const { stderr } = await call('run p.yaml --log json --set a.pms=6');
    expect(JSON.parse(stderr.split('\n')[0] ?? '')).to.deep.equal({
      type: 'note',
      message: said('--set').replace('mlpipeline: ', '').trimEnd(),
    });
  });
});

describe('what is said of a program that is not there', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-program-'));
    const components = [
      'a: { runner: PassThrough, inputs: { y: x }, outputs: [y] }',
      'b: { runner: Command, params: { command: [./read], stdout: text }, inputs: { page: a.y }, outputs: [y] }',
    ];
    writeFileSync(
      join(folder, 'p.yaml'),
      pipeline
        .replace('a.y', 'b.y')
        .replace(
          / {2}components:.*\n/,
          `  components:\n${components.map((one) => `    ${one}\n`).join('')}`,
        ),
    );
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const call = (line: string) => inProcess(folder, line.split(' '));
  const said = (): string =>
    `mlpipeline: \`p.yaml\`: there is no program \`./read\` in \`${folder}\`: \`b\` needs it\n`;

  it('is a line before a run and of a dry run', async () => {
    expect((await call('dry-run p.yaml')).stderr).to.equal(said());
    const { status, stderr } = await call('run p.yaml --log none');
    expect(status).to.equal(1);
    expect(stderr.startsWith(said())).to.equal(true);
  });

  it('is nothing where workers make all tasks', async () => {
    const { stderr } = await call('run p.yaml --log none --queue redis://127.0.0.1:1');
    expect(stderr).to.not.include('./read');
  });
});
