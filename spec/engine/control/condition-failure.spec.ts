import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { start } from '../../../lib/engine/run/start.js';
import { loadFile, loadObject, loadText, orThrow } from '../../../lib/load.js';

type Loaded = Awaited<ReturnType<typeof loadObject>>;

const failure = async (loaded: Loaded): Promise<string> => {
  const error: unknown = await start(orThrow(loaded), { x: 'many' }).outputs.catch(
    (thrown: unknown) => thrown,
  );
  return (error as Error).message;
};

const inYaml = async (text: string): Promise<string> =>
  failure(await loadText(text, { name: 'p.yaml' }));

const pipeline = (condition: string): string => `pipeline:
  name: P
  inputs: [x]
  outputs: [a.x]
  components:
    a: { runner: PassThrough, inputs: [x], outputs: [x], ${condition} }
`;

describe('a condition that cannot be decided', () => {
  it('is told with its place', async () => {
    expect(await inYaml(pipeline('when: size(x) == 4 && x > 20'))).to.equal(
      '`a` failed: condition `size(x) == 4 && x > 20`: cannot compare `x` (a string) with `20` (a number) (at p.yaml:6:80)',
    );
    expect(await inYaml(pipeline('when: "x > 20"'))).to.equal(
      '`a` failed: condition `x > 20`: cannot compare `x` (a string) with `20` (a number) (at p.yaml:6:65)',
    );
  });

  it('is told where it stands, however it is spelled', async () => {
    expect(await inYaml(pipeline('when: "size(x) == 4 && x \\x3e 20"'))).to.equal(
      '`a` failed: condition `size(x) == 4 && x > 20`: cannot compare `x` (a string) with `20` (a number) (at p.yaml:6:81)',
    );
  });

  it('is told with its path in an object', async () => {
    const component = { runner: 'PassThrough', inputs: ['x'], outputs: ['x'], when: 'x > 20' };
    const declared = { name: 'P', inputs: ['x'], outputs: ['a.x'], components: { a: component } };
    expect(await failure(await loadObject({ pipeline: declared }))).to.equal(
      '`a` failed: condition `x > 20`: cannot compare `x` (a string) with `20` (a number) (at pipeline: pipeline.components.a.when)',
    );
  });

  it('is told of a repetition too, for good', async () => {
    const until = 'retry: 2, repeat: { until: x > 20, atMost: 3, carry: { x: x } }';
    expect(await inYaml(pipeline(until))).to.equal(
      '`a` failed: condition `x > 20`: cannot compare `x` (a string) with `20` (a number) (at p.yaml:6:85)',
    );
  });

  it('is told in the file that it is in', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-'));
    try {
      const inner = pipeline('when: x > 20').replace('[a.x]', '{ x: a.x }');
      writeFileSync(join(folder, 'inner.yaml'), inner);
      const outer = join(folder, 'outer.yaml');
      writeFileSync(outer, pipeline('').replace('runner: PassThrough', 'pipeline: inner.yaml'));
      expect(await failure(await loadFile(outer, { name: 'outer.yaml' }))).to.equal(
        '`a` failed: `a/a` failed: condition `x > 20`: cannot compare `x` (a string) with `20` (a number) (at inner.yaml:6:64)',
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
