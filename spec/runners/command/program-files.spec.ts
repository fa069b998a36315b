import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { programFiles } from '../../../lib/runners/command/program-files.js';
import type { CommandParams } from '../../../lib/runners/command/command-params.js';

describe('the files of a program', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'program-files-'));
    mkdirSync(join(folder, 'inner/scripts'), { recursive: true });
    for (const file of ['outside.py', 'inner/read.py', 'inner/read.json', 'inner/scripts/a.sh'])
      writeFileSync(join(folder, file), '');
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  const files = (command: [string, ...string[]], cwd = '.'): readonly string[] => {
    const directory = join(folder, 'inner');
    return programFiles({ command, cwd } as unknown as CommandParams, directory).map((file) =>
      file.slice(directory.length + 1),
    );
  };

  it('are those in the folder of the pipeline that its command line names', () => {
    expect(files(['python3', 'read.py', '--config=read.json', '$(page)'])).to.deep.equal([
      'read.py',
      'read.json',
    ]);
    expect(files(['./scripts/a.sh', '--fast'])).to.deep.equal(['scripts/a.sh']);
    expect(files(['./a.sh', '../read.py', 'a.sh'], 'scripts')).to.deep.equal([
      'scripts/a.sh',
      'read.py',
    ]);
  });

  it('are none that stand elsewhere, are folders, or are not there', () => {
    expect(files(['python3', '../outside.py', 'scripts', 'no.py', '\0', '.'])).to.deep.equal([]);
    // A program is looked for in PATH.
    expect(files(['read.py'])).to.deep.equal([]);
  });
});
