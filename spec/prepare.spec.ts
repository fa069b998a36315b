import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

const { scripts } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { readonly scripts: Readonly<Record<string, string>> };

describe('`npm install`', () => {
  let folder: string;
  const path = (...names: readonly string[]): string => join(folder, ...names);

  const install = (project: string): boolean => {
    rmSync(path('clone/built'), { force: true });
    execFileSync('npm', ['install', '--silent', '--offline', '--no-audit', '--no-fund'], {
      cwd: path(project),
      stdio: 'pipe',
    });
    return existsSync(path('clone/built'));
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'prepare-'));
    for (const one of ['clone/lib', 'project']) mkdirSync(path(one), { recursive: true });
    const build = `node -e "fs.writeFileSync('built', ''); fs.mkdirSync('dist/cli', { recursive: true }); fs.writeFileSync('dist/cli/main.js', '')"`;
    writeFileSync(
      path('clone/package.json'),
      JSON.stringify({
        name: 'clone',
        version: '1.0.0',
        scripts: { build, prepare: scripts['prepare'] },
      }),
    );
    writeFileSync(
      path('project/package.json'),
      JSON.stringify({ name: 'project', dependencies: { clone: 'file:../clone' } }),
    );
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('builds a clone in it, and from a project that is linked to it only where it is not built', () => {
    expect(install('project')).to.equal(true);
    expect(install('project')).to.equal(false);
    expect(install('clone')).to.equal(true);
    expect(install('clone')).to.equal(true);
  });
});
