import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { inProcess, link } from '../in-process.js';
import { mlpipeline, type Result } from '../mlpipeline.js';

const big = `pipeline:
  name: Big
  inputs: [n]
  outputs: [count.y]
  components:
    make:
      runner: Command
      inputs: [n]
      outputs: [y]
      params: { command: [sh, -c, 'head -c 400000 /dev/zero | tr "\\\\0" x'], stdin: $(n), stdout: text }
    count: { runner: Command, inputs: [make.y], outputs: [y], params: { command: [wc, -c], stdin: $(y), stdout: text } }
`;

const files = `pipeline:
  name: Files
  runners: [./render.mjs]
  inputs: [page]
  outputs: [read.text]
  components:
    render: { runner: Render, inputs: [page], outputs: [image] }
    read: { runner: Command, inputs: [render.image], outputs: [text], params: { command: [cat, $(image)], stdout: text } }
`;

describe('the disk of a store', () => {
  let folder: string;
  let isMounted: boolean;
  beforeEach(() => {
    isMounted = false;
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-disk-'));
    writeFileSync(join(folder, 'big.yaml'), big);
    mkdirSync(join(folder, 'disk'));
  });
  afterEach(() => {
    if (isMounted) execFileSync('umount', [join(folder, 'disk')]);
    rmSync(folder, { recursive: true });
  });

  const mount = (options: string): void => {
    const more = isMounted ? [] : ['-t', 'tmpfs'];
    execFileSync('mount', [...more, '-o', options, 'tmpfs', join(folder, 'disk')], {
      stdio: 'ignore',
    });
    isMounted = true;
  };
  const canMount = (options: string): boolean => {
    try {
      mount(options);
      return true;
    } catch {
      return false;
    }
  };
  const call = (line: string): Promise<Result> => inProcess(folder, line.split(' '));
  /** As a process of its own, with whose end no file of the disk is open any more. */
  const callOnDisk = (line: string): Promise<Result> =>
    mlpipeline([
      ...line.replace('big.yaml', join(folder, 'big.yaml')).split(' '),
      '--store',
      join(folder, 'disk'),
    ]);

  it('is told when it is full, and nothing that was finished is lost', async function () {
    if (!canMount('size=400k')) this.skip();
    const { status, stderr } = await callOnDisk('run big.yaml --inputs n=1 --quiet');
    expect(status).to.equal(1);
    expect(stderr).to.contain('the disk is full; make room');
    expect(stderr).to.match(/`mlpipeline resume [0-9a-f]{8} --store \S+` continues it\n$/);
    mount('remount,size=10m');
    expect(await callOnDisk('resume --quiet')).to.deep.include({
      status: 0,
      stdout: '{\n  "count.y": "400000\\n"\n}\n',
    });
  });

  it('is told when it is read-only, and can be read', async function () {
    if (!canMount('size=10m')) this.skip();
    await callOnDisk('run big.yaml --inputs n=1 --quiet');
    mount('remount,ro');
    const store = join(folder, 'disk', 'store.db');
    for (const line of ['run big.yaml --inputs n=1', 'prune --older 1d'])
      expect(await callOnDisk(line)).to.deep.equal({
        status: 2,
        stdout: '',
        stderr: `mlpipeline: the store \`${store}\`: it cannot be written; make the file and its folder writable\n`,
      });
    const { status, stdout } = await callOnDisk('runs --json');
    expect(status).to.equal(0);
    expect(JSON.parse(stdout)).to.have.length(1);
  });

  it('is told where the folder that is named is a file', async () => {
    for (const where of ['big.yaml.txt', 'big.yaml.txt/below']) {
      writeFileSync(join(folder, 'big.yaml.txt'), '');
      expect(await call(`run big.yaml --inputs n=1 --store ${where}`)).to.deep.equal({
        status: 2,
        stdout: '',
        stderr: `mlpipeline: the store's folder \`${join(folder, where)}\` cannot be made: it is a file, or is inside a file; name a folder, or a file that ends in \`.db\`\n`,
      });
    }
  });

  it('has what is in the files that tasks give', async () => {
    link(folder);
    const page = readFileSync(new URL('../../../docs/values.md', import.meta.url), 'utf8');
    const module = /```js\n(\/\/ render\.mjs\n[^]*?)```/.exec(page)?.[1] ?? '';
    writeFileSync(join(folder, 'render.mjs'), module);
    writeFileSync(join(folder, 'files.yaml'), files);
    const { stdout } = await call('run files.yaml --inputs page=7 --store kept --quiet');
    expect(stdout).to.equal('{\n  "read.text": "page 7"\n}\n');
    const [{ id } = { id: '' }] = JSON.parse(
      (await call('runs --json --store kept')).stdout,
    ) as readonly { readonly id: string }[];
    expect((await call(`value ${id} render.image --store kept`)).stdout).to.equal('page 7');
    await call(`value ${id} render.image --out out.txt --store kept`);
    expect(readFileSync(join(folder, 'out.txt'), 'utf8')).to.equal('page 7');
  });
});
