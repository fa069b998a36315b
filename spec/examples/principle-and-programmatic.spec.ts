import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { expect } from 'chai';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

const printed = async (example: string): Promise<string> => {
  const { stdout, stderr } = await run(process.execPath, ['--import', 'tsx', example], {
    cwd: root,
  });
  return stderr + stdout;
};

describe('examples/programmatic.ts', () => {
  it('holds a run, and restarts what failed', async () => {
    expect(await printed('examples/programmatic.ts')).to.equal(`scan: 50 %
scan: 100 %
scanned [ 'line 1 of page 3', 'line 2 of page 3' ]
read: the model is not loaded
count: skipped: \`read\` failed
read: again, and then count
read: reads 2 lines
{ text: 'line 1 of page 3; line 2 of page 3', words: 10 }
`);
  });
});

describe('examples/principle.ts', () => {
  it('starts each task when its last input arrives', async () => {
    expect(await printed('examples/principle.ts')).to.equal(`soften starts
harden starts
read starts
read starts
extract starts
extractions = extract(read(soften(D0, 0)), read(harden(D0, 0)))
`);
  });

  it('is the whole idea in less than 60 lines', () => {
    const text = readFileSync(new URL('../../examples/principle.ts', import.meta.url), 'utf8');
    expect(text.split('\n').length).to.be.below(60);
  });
});
