import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { inProcess } from '../in-process.js';
import type { Result } from '../mlpipeline.js';

const files = {
  'words.yaml': `pipeline:
  name: Words
  inputs: [line]
  outputs: { text: upper.text }
  components:
    - upper: { runner: Upper, inputs: [line], outputs: [text] }
`,
  'read.yaml': `pipeline:
  name: Read
  inputs: [page]
  outputs: { texts: words.text }
  components:
    - words: { pipeline: ./words.yaml, map: line, inputs: { line: page }, outputs: [text] }
`,
  'document.yaml': `pipeline:
  name: Document
  inputs: [pages]
  outputs: [read.texts]
  components:
    - read: { pipeline: ./read.yaml, map: page, inputs: { page: pages }, outputs: [texts] }
`,
  'runners.mjs': `import { defineRunner } from 'mlpipeline';
export default [defineRunner({ name: 'Upper', run: ({ line }) => ({ text: line.toUpperCase() }) })];
`,
  'inputs.json': '{"pages":[["a","b"],["c","d"]]}',
};

describe('lineage within lists and pipelines', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-lineage-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const call = (line: string): Promise<Result> => inProcess(folder, line.split(' '));
  const lastRun = async (): Promise<string> => {
    const { stdout } = await call('runs --most 1 --json');
    return (JSON.parse(stdout) as { id: string }[])[0]?.id ?? '';
  };

  it('goes back to the inputs, and tells of which part of them', async () => {
    await call('run document.yaml --runners runners.mjs --inputs-file inputs.json --store');
    const { stdout } = await call(`lineage ${await lastRun()} read[1]/words[0]/upper.text`);
    expect(stdout.replace(/ {2}\([0-9a-f]{12}\)/g, '')).to
      .equal(`read[1]/words[0]/upper.text = "C", given by read[1]/words[0]/upper
  line = "c", which is pages[1][0]
    pages = [["a","b"],["c","d"]], an input of the run
`);
  });

  it('runs what is within a task again with it', async () => {
    await call('run document.yaml --runners runners.mjs --inputs-file inputs.json --store');
    const { status, stderr } = await call(`restart ${await lastRun()} --task read[1]/words[0]`);
    expect({ status, stderr }).to.deep.include({ status: 0 });
    expect(stderr).to.contain('read - ').and.not.contain('kept from');
  });
});
