import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import type { CommandParams } from '../../../lib/runners/command/command-params.js';
import { missingProgram } from '../../../lib/runners/command/missing-program.js';

describe('a program', () => {
  let folder: string;
  const path = process.env['PATH'];

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'missing-program-'));
    mkdirSync(join(folder, 'bin'));
    for (const file of ['bin/read-page', 'bin/unreadable'])
      writeFileSync(join(folder, file), '#!/bin/sh\n');
    chmodSync(join(folder, 'bin/read-page'), 0o755);
  });

  beforeEach(() => {
    process.env['PATH'] = `${join(folder, 'none')}:${join(folder, 'bin')}:${join(folder, 'bin')}`;
  });

  afterEach(() => {
    process.env['PATH'] = path;
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  const missing = (program: string, more: object = {}) =>
    missingProgram(
      { command: [program], cwd: '.', env: {}, ...more } as unknown as CommandParams,
      folder,
    );
  const param = ['command', 0];

  it('is there in a folder of PATH, or at its path', () => {
    expect(missing('read-page')).to.deep.equal([]);
    expect(missing('bin/read-page')).to.deep.equal([]);
    expect(missing('./read-page', { cwd: 'bin' })).to.deep.equal([]);
    expect(missing(join(folder, 'bin/read-page'))).to.deep.equal([]);
  });

  it('is missing where no folder of PATH has it, and told with those that have nearly its name', () => {
    expect(missing('raed-page')).to.deep.equal([
      {
        param,
        message: 'there is no program `raed-page` in any folder of `PATH`',
        suggestions: ['read-page'],
      },
    ]);
    // What may not be run is no program.
    expect(missing('unreadable')).to.have.lengthOf(1);
  });

  it('is missing where its path leads nowhere, or to what may not be run', () => {
    expect(missing('./read-page')).to.deep.equal([
      { param, message: `there is no program \`./read-page\` in \`${folder}\`` },
    ]);
    expect(missing('bin/unreadable')).to.deep.equal([
      { param, message: '`bin/unreadable` is not executable: run `chmod +x` on it' },
    ]);
    expect(missing('./bin')).to.have.lengthOf(1);
  });

  it('is not sought where the component says where it is sought', () => {
    expect(missing('raed-page', { env: { PATH: '/opt/bin' } })).to.deep.equal([]);
    delete process.env['PATH'];
    expect(missing('raed-page')).to.deep.equal([]);
  });
});
