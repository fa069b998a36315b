import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';

import { formatDiagnostics } from '../lib/diagnostics/format.js';
import { loadFile, type LoadOptions, orThrow } from '../lib/load.js';

const outer = (path: string): string => `pipeline:
  name: Outer
  inputs: [v]
  outputs: { t: n.t }
  components:
    n: { pipeline: ${path}, inputs: [v], outputs: { t: text } }
`;

const inner = (more = ''): string => `pipeline:
  name: Inner
  inputs: [v]
  outputs: { text: a.text }
  components:
    a: { runner: Delay, params: { for: 1s }, inputs: { text: v }, outputs: [text]${more} }
`;

const unneeded = '    b: { runner: PassThrough, inputs: { text: v }, outputs: [text] }\n';

describe('a pipeline that a file names', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (files: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  };

  /** What is told of `outer.yaml`, which is called as if it were named from its own folder. */
  const told = async (options: LoadOptions = {}): Promise<readonly string[]> => {
    const loaded = await loadFile(join(folder, 'outer.yaml'), { name: 'outer.yaml', ...options });
    const { source, diagnostics } = E.isLeft(loaded) ? loaded.left : loaded.right.findings;
    return diagnostics.length === 0 ? [] : formatDiagnostics(source, diagnostics).split('\n');
  };

  it('counts from the folder of the file that names it', async () => {
    write({
      'outer.yaml': outer('./sub/middle.yaml'),
      'sub/middle.yaml': outer('../inner.yaml').replace('{ t: n.t }', '{ text: n.t }'),
      'inner.yaml': inner(),
    });
    expect(await told()).to.deep.equal([]);
  });

  it('is told of at its own place, and where it is named', async () => {
    write({ 'outer.yaml': outer('./sub/inner.yaml'), 'sub/inner.yaml': inner(', when: w > 1') });
    expect(await told()).to.deep.equal([
      'error[nested-pipeline]: pipeline `./sub/inner.yaml` is unsound',
      ' --> outer.yaml:6:20',
      '  |',
      '6 |     n: { pipeline: ./sub/inner.yaml, inputs: [v], outputs: { t: text } }',
      '  |                    ^^^^^^^^^^^^^^^^ this pipeline',
      '  = 1 error in it is reported at its place',
      '',
      'error[bad-condition]: the pipeline has no input `w`',
      ' --> sub/inner.yaml:6:90',
      '  |',
      '6 |     a: { runner: Delay, params: { for: 1s }, inputs: { text: v }, outputs: [text], when: w > 1 }',
      '  |                                                                                          ^ in this condition',
      '  = did you mean `v`?',
    ]);
  });

  /** Files of which each names the next one, and the last one is what is given. */
  const chain = (levels: number, last?: string): Readonly<Record<string, string>> => ({
    ...Object.fromEntries(
      Array.from({ length: levels }, (_, level) => [
        level === 0 ? 'outer.yaml' : `${level}.yaml`,
        outer(`./${level + 1}.yaml`).replace('{ t: n.t }', '{ text: n.t }'),
      ]),
    ),
    ...(last === undefined ? {} : { [`${levels}.yaml`]: last }),
  });

  it('is told of with the cause, however many files lead to it', async () => {
    write(chain(14, inner(', time_out: 1s')));
    const lines = await told();
    expect(lines.filter((line) => line.startsWith('error['))).to.deep.equal([
      ...Array.from(
        { length: 10 },
        (_, level) => `error[nested-pipeline]: pipeline \`./${level + 1}.yaml\` is unsound`,
      ),
      'error[unknown-key]: `a` has no key `time_out`',
    ]);
    expect(new Set(lines.filter((line) => line.includes(' in it ')))).to.deep.equal(
      new Set(['  = 1 error in it is reported at its place']),
    );
    expect(lines.at(-1)).to.equal('… and 4 more nested-pipeline');
  });

  it('is told of where it cannot be read, however many files lead to it', async () => {
    write(chain(14));
    const lines = await told();
    const cause = lines.indexOf(' --> 13.yaml:6:20') - 1;
    expect(lines.slice(cause, cause + 2)).to.deep.equal([
      'error[nested-pipeline]: `./14.yaml` cannot be read: there is no such file',
      ' --> 13.yaml:6:20',
    ]);
    expect(lines.at(-1)).to.equal('… and 3 more nested-pipeline');
  });

  it('is no mistake where it has warnings alone', async () => {
    write({ 'outer.yaml': outer('./inner.yaml'), 'inner.yaml': inner() + unneeded });
    const loaded = await loadFile(join(folder, 'outer.yaml'), { name: 'outer.yaml' });
    const { findings } = orThrow(loaded);
    expect(findings.diagnostics.map(({ code }) => code)).to.deep.equal(['pruned-component']);
  });

  it('hides no warning of what is around it where it is unsound', async () => {
    write({
      'outer.yaml': outer('./inner.yaml') + unneeded,
      'inner.yaml': inner(', time_out: 1s'),
    });
    const loaded = await loadFile(join(folder, 'outer.yaml'));
    expect(E.isLeft(loaded) && loaded.left.diagnostics.map(({ code }) => code)).to.have.members([
      'nested-pipeline',
      'pruned-component',
      'unknown-key',
    ]);
  });

  it('must not contain itself, however far round', async () => {
    write({ 'outer.yaml': outer('./middle.yaml'), 'middle.yaml': outer('./outer.yaml') });
    const lines = await told();
    expect(lines).to.include(
      'error[nested-pipeline]: a pipeline that contains itself: `outer.yaml` → `middle.yaml` → `outer.yaml`',
    );
    expect(lines).to.include(' --> middle.yaml:6:20');
  });

  /** Files of which each names the next one, so many, and then another. */
  const nesting = (
    prefix: string,
    levels: number,
    last: string,
  ): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Array.from({ length: levels }, (_, level) => [
        `${prefix}${level + 1}.yaml`,
        outer(level + 1 === levels ? last : `./${prefix}${level + 2}.yaml`).replace(
          'outputs: { t: n.t }',
          'outputs: { text: n.t }',
        ),
      ]),
    );

  it('may stand in so many others at most', async () => {
    write({ 'outer.yaml': outer('./a1.yaml'), 'inner.yaml': inner() });
    write(nesting('a', 98, './inner.yaml'));
    expect(await told()).to.deep.equal([]);
    write(nesting('a', 99, './inner.yaml'));
    const lines = await told();
    expect(lines).to.include(
      'error[nested-pipeline]: pipelines are nested more than 100 levels deep',
    );
    expect(lines).to.include(' --> a99.yaml:6:20');
  });

  it('may stand in so many at most where it was read before, further up', async () => {
    write({ ...nesting('a', 98, './inner.yaml'), ...nesting('b', 2, './a1.yaml') });
    write({
      'inner.yaml': inner(),
      'outer.yaml': `${outer('./a1.yaml')}    m: { pipeline: ./b1.yaml, inputs: [v], outputs: [text] }\n`,
    });
    const lines = await told();
    expect(lines).to.include(
      'error[nested-pipeline]: pipelines are nested more than 100 levels deep',
    );
    expect(lines).to.include(' --> outer.yaml:7:20');
  });

  /** Files of which each names the next one twice. */
  const doubling = (levels: number): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Array.from({ length: levels }, (_, level) => [
        level === 0 ? 'outer.yaml' : `${level}.yaml`,
        level === levels - 1
          ? inner()
          : `pipeline:
  name: Level ${level}
  inputs: [v]
  outputs: { text: b.text }
  components:
    a: { pipeline: ./${level + 1}.yaml, inputs: [v], outputs: [text] }
    b: { pipeline: ./${level + 1}.yaml, inputs: { v: a.text }, outputs: [text] }
`,
      ]),
    );

  it('is read once, in however many places it is named', async () => {
    write(doubling(4));
    const read: string[] = [];
    const loaded = await loadFile(join(folder, 'outer.yaml'), {
      loadPipeline: (path, options) => {
        read.push(basename(path));
        return loadFile(path, options);
      },
    });
    expect(E.isRight(loaded)).to.equal(true);
    expect(read).to.deep.equal(['1.yaml', '2.yaml', '3.yaml']);
  });

  it('may come to so many tasks at most with all that is within it', async () => {
    write(doubling(20));
    const lines = await told();
    expect(lines).to.include(
      'error[nested-pipeline]: pipeline `./2.yaml` has 393,214 tasks including nested ones, more than 250,000',
    );
    expect(lines).to.include(' --> 1.yaml:6:20');
    expect(lines).to.include(
      '  = pipelines that each name the next one twice double the tasks at each level',
    );
  });

  it('has params of its components set by the way to them', async () => {
    write({ 'outer.yaml': outer('./inner.yaml'), 'inner.yaml': inner() });
    expect(await told({ set: { 'n/a': { for: '5ms' } } })).to.deep.equal([]);
    expect(await told({ set: { 'n/a': { of: '5ms' } } })).to.include(
      'error[bad-params]: runner `Delay` has no param `of`',
    );
    expect(await told({ set: { 'n/b': { for: '5ms' } } })).to.include(
      'error[unknown-component]: no component is named `b`',
    );
  });
});
