import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

import { loadRunnerModule } from '../../../lib/runners/modules/load-runner-module.js';
import { shippedRunners } from '../../../lib/runners/shipped/shipped-runners.js';
import { checkPortable, copied } from '../../../lib/runners/thread/portable-values.js';
import { withFiles } from '../../../lib/runners/thread/portable-files.js';
import { file, FileValue, isFile } from '../../../lib/runners/values/file-value.js';
import { toJson } from '../../../lib/runners/values/json-values.js';
import { shownValue } from '../../../lib/sinks/values/shown-value.js';
import { oneTask } from '../one-task.js';

const modules = fileURLToPath(new URL('../thread/modules/', import.meta.url));

describe('a file as a value', () => {
  let folder: string;
  let path: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-file-'));
    path = join(folder, 'page.txt');
    writeFileSync(path, 'words');
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('has an absolute path, and is refused without one', () => {
    expect(file('a/b').path).to.equal(join(process.cwd(), 'a/b'));
    expect(file(path)).to.be.instanceOf(FileValue);
    expect([file(path), { path }, path, null].map(isFile)).to.deep.equal([
      true,
      false,
      false,
      false,
    ]);
    for (const none of ['', undefined, 3])
      expect(() => file(none as string)).to.throw(
        TypeError,
        '`file` must be given the path of a file, a string that is not empty',
      );
  });

  it('is its path in JSON and in logs', () => {
    expect(toJson({ pages: [file(path)] })).to.equal(JSON.stringify({ pages: [path] }));
    expect(shownValue(file('/a/page.txt'))).to.equal('/a/page.txt');
  });

  it('is its path for a program', async () => {
    const run = async (params: object): Promise<unknown> => {
      const seen = await oneTask(
        { runner: 'Command', params: { ...params } },
        { page: file(path) },
      );
      return (await seen.outputs)?.['out'];
    };
    expect(await run({ command: ['cat', '$(page)'], stdout: 'text' })).to.equal('words');
    expect(await run({ command: ['cat'], stdout: 'text' })).to.equal(
      `{"page":${JSON.stringify(path)}}`,
    );
  });

  it('goes to a thread and comes back', async () => {
    const runners = await loadRunnerModule('runners.mjs', modules);
    const given = { page: file(path), more: [new Map([['a', new Set([file(path)])]])] };
    const seen = await oneTask(
      { runner: 'echo', thread: 1 },
      given,
      {},
      {
        runners: shippedRunners.with(runners),
      },
    );
    expect((await seen.outputs)?.['out']).to.deep.equal(given);
  });

  it('arrives where it stood, in what holds itself too', () => {
    const given: Record<string, unknown> = { page: file(path), bytes: Uint8Array.of(1) };
    given['self'] = given;
    const { values, hasFiles } = copied(given);
    expect(hasFiles).to.equal(true);
    const arrived = withFiles(values) as typeof given;
    expect(arrived['page']).to.deep.equal(file(path));
    expect(arrived['self']).to.equal(arrived);
  });

  it('does not go where its path does not count, and is not what only looks like it', () => {
    expect(() => {
      checkPortable({ page: file(path) }, 'a worker');
    }).to.throw('`page` cannot be passed to a worker: it is a FileValue; give plain data');
    expect(() => copied({ page: { 'mlpipeline:file': path } })).to.throw(
      '`page` cannot be passed to another thread: it is an object with a key `mlpipeline:file`; give plain data',
    );
  });
});
