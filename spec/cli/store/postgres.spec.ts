import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { postgres } from '../../services.js';
import { type Place, postgresPlace } from '../../store/database/databases.js';
import { link } from '../in-process.js';
import { mlpipeline, type Result } from '../mlpipeline.js';

const day = 24 * 60 * 60 * 1_000;

const files = `pipeline:
  name: Files
  runners: [./write.mjs]
  inputs: [page]
  outputs: { image: crop.image }
  components:
    render: { runner: Write, inputs: [page], outputs: [image] }
    crop: { runner: Write, inputs: { page: render.image }, outputs: [image] }
`;

const module = `import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { file } from 'mlpipeline';

export const Write = ({ page }, { component, scratch }) => {
  const path = join(scratch(), 'page.txt');
  const text = typeof page === 'string' ? page : readFileSync(page.path, 'utf8');
  writeFileSync(path, \`\${component} of \${text}\`);
  return { image: file(path) };
};
`;

describe('a file among the outputs of a run in PostgreSQL', function () {
  this.timeout(120_000);
  let folder: string;
  let cache: string;
  let place: Place | undefined;
  beforeEach(async function () {
    place = undefined;
    place = postgresPlace(await postgres(this));
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-outputs-'));
    cache = join(folder, 'cache');
    link(folder);
    writeFileSync(join(folder, 'files.yaml'), files);
    writeFileSync(join(folder, 'write.mjs'), module);
  });
  afterEach(async () => {
    await place?.close();
    if (place !== undefined) rmSync(folder, { recursive: true });
  });

  const call = (...argv: readonly string[]): Promise<Result> =>
    mlpipeline([...argv, '--quiet', '--store', place?.where ?? ''], {
      environment: { XDG_CACHE_HOME: cache },
    });
  const run = async (page: string): Promise<string> => {
    const { stdout, stderr } = await call(
      'run',
      join(folder, 'files.yaml'),
      '--inputs',
      `page=${page}`,
    );
    expect(stderr).to.equal('');
    return (JSON.parse(stdout) as { readonly image: string }).image;
  };
  const there = (): readonly string[] =>
    readdirSync(join(cache, 'mlpipeline', 'files'), { recursive: true, encoding: 'utf8' })
      .map((name) => join(cache, 'mlpipeline', 'files', name))
      .filter((path) => statSync(path).isFile());

  it('is there when the command has ended, by what is in it, and no other copy is', async () => {
    const path = await run('7');
    expect(readFileSync(path, 'utf8')).to.equal('crop of render of 7');
    expect(there()).to.deep.equal([path]);
    expect(await run('7')).to.equal(path);
    expect(there()).to.deep.equal([path]);
  });

  it('is removed when nobody has asked for it for 30 days', async () => {
    const [old, asked] = [await run('1'), await run('2')];
    const then = new Date(Date.now() - 31 * day);
    for (const path of [old, asked]) utimesSync(path, then, then);
    await run('2');
    expect(there()).to.deep.equal([asked]);
  });

  it('is in the temporary folder where there can be none for what is cached', async () => {
    writeFileSync(cache, '');
    const path = await run('7');
    expect(readFileSync(path, 'utf8')).to.equal('crop of render of 7');
    rmSync(path);
  });
});
