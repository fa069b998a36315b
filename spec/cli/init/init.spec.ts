import { execSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { expect } from 'chai';

import { install, node } from '../installed.js';
import { mlpipeline, type Result } from '../mlpipeline.js';

const root = resolve(import.meta.dirname, '../../..');

const packageOf = (directory: string) =>
  JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly scripts: Readonly<Record<string, string>>;
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
  };

describe('mlpipeline init', () => {
  let home: string;
  before(() => {
    home = mkdtempSync(join(tmpdir(), 'mlpipeline init '));
    install(home);
  });
  after(() => {
    rmSync(home, { recursive: true, force: true });
  });

  const installed = (directory: string, ...argv: readonly string[]): Promise<Result> =>
    node(directory, join(home, 'node_modules/mlpipeline/dist/cli/main.js'), ...argv);

  it('makes a project and says what to do next', async () => {
    expect(await installed(home, 'init', 'My Reviews')).to.deep.equal({
      status: 0,
      stderr: '',
      stdout: `Made a project in \`My Reviews\`:
  pipeline.yaml     the pipeline
  runners/          its runners, a module each
  pipeline.test.ts  a test that runs it
  README.md         how to use the project
  package.json      scripts and dependencies
  tsconfig.json     how TypeScript is checked
  .gitignore        what git ignores
  .mlpipeline       where runs are kept, so that they can be resumed

Next:
  cd 'My Reviews'
  npm install
  npm start
  npm test

It takes MLPipeline ^${packageOf(root).version} from the package registry.
To use this very copy instead: \`npm install '${join(realpathSync(home), 'node_modules/mlpipeline')}'\`.
`,
    });
    const made = packageOf(join(home, 'My Reviews'));
    expect(made.name).to.equal('my-reviews');
    expect(made.dependencies['mlpipeline']).to.equal(`^${packageOf(root).version}`);
    expect(readFileSync(join(home, 'My Reviews/README.md'), 'utf8')).to.match(/^# my-reviews\n/);
  });

  // A project finds the packages that are installed in the folder above it.
  it('makes one whose pipeline runs, is sound, and whose test passes', async () => {
    const project = join(home, 'trial');
    await installed(home, 'init', 'trial');
    const { scripts } = packageOf(project);
    const script = (name: string): Promise<Result> => {
      const [program, ...argv] = (scripts[name]?.split(' && ').at(-1) ?? '').split(' ');
      return program === 'node' ? node(project, ...argv) : installed(project, ...argv);
    };
    const started = await script('start');
    expect(JSON.parse(started.stdout)).to.deep.equal({
      verdict: 'good',
      keywords: ['camera', 'great', 'battery', 'lasts'],
    });
    expect(started.status).to.equal(0);
    expect(await script('check')).to.include({ status: 0, stderr: '' });
    const passed = await script('test');
    expect(passed.stdout).to.match(/^(#|ℹ) pass 2$/m);
    expect(passed.status).to.equal(0);
    const pipeline = readFileSync(join(project, 'pipeline.yaml'), 'utf8');
    writeFileSync(join(project, 'pipeline.yaml'), pipeline.replace('most: 4', 'most: four'));
    expect((await script('check')).stdout).to.contain('error[bad-params]: param `most`');
  });

  it('makes one in which a change of one runner makes that one run again, and no other', async () => {
    const project = join(home, 'cached');
    await installed(home, 'init', 'cached');
    const ran = async (): Promise<readonly string[]> => {
      const { stderr } = await installed(project, 'run', 'pipeline.yaml', '--cache');
      const lines = stderr.split('\n').filter((line) => /^\d+ : (?!pipeline)/.test(line));
      return lines.flatMap((line) =>
        line.includes('kept from') ? [] : [line.split(' ')[2] ?? ''],
      );
    };
    expect((await ran()).toSorted()).to.deep.equal(['keywords', 'sentiment', 'words']);
    expect(await ran()).to.deep.equal([]);
    const path = join(project, 'runners/sentiment.ts');
    writeFileSync(path, readFileSync(path, 'utf8').replace("'mixed'", "'neither'"));
    expect(await ran()).to.deep.equal(['sentiment']);
  });

  it('lists in the project what the project needs, and no more', () => {
    const { dependencies, devDependencies } = packageOf(root);
    const template = join(root, 'templates/project/_package.json');
    const wanted = JSON.parse(readFileSync(template, 'utf8')) as ReturnType<typeof packageOf>;
    const ours = { ...devDependencies, ...dependencies };
    for (const [name, range] of Object.entries({
      ...wanted.dependencies,
      ...wanted.devDependencies,
    }))
      if (name !== 'mlpipeline') expect(range, name).to.equal(ours[name]);
  });

  it('makes one in the folder where it is called, also in a new repository', async () => {
    const here = join(home, '-Über uns!');
    mkdirSync(join(here, '.git'), { recursive: true });
    const { status, stdout } = await installed(here, 'init', '.');
    expect(status).to.equal(0);
    expect(stdout).to.match(/^Made a project in this folder:$/m);
    expect(stdout).not.to.contain('cd ');
    expect(packageOf(here).name).to.equal('uber-uns');
  });

  it('uses this very copy where it is not an installed package, or where it is told to', async () => {
    const project = join(home, 'linked/project');
    const { stdout } = await mlpipeline(['init', project]);
    expect(stdout).to.contain(`\nIt uses the copy of MLPipeline in ${root}/.
To take it from the package registry instead, once it is there: \`npm install mlpipeline@latest\`.\n`);
    const link = packageOf(project).dependencies['mlpipeline'] ?? '';
    expect(link).to.match(/^file:\.\.\//);
    expect(resolve(project, link.slice('file:'.length))).to.equal(root);
    await installed(home, 'init', '--link', 'told');
    expect(packageOf(join(home, 'told')).dependencies['mlpipeline']).to.equal(
      'file:../node_modules/mlpipeline',
    );
    await mlpipeline(['init', '--no-link', join(home, 'untold')]);
    expect(packageOf(join(home, 'untold')).dependencies['mlpipeline']).to.match(/^\^/);
  });

  it('takes it from the archive that this copy was installed from, while that is there', async () => {
    const record = join(home, 'node_modules/.package-lock.json');
    const packages = { 'node_modules/mlpipeline': { resolved: 'file:packed/mlpipeline.tgz' } };
    writeFileSync(record, JSON.stringify({ packages }));
    mkdirSync(join(home, 'packed'));
    writeFileSync(join(home, 'packed/mlpipeline.tgz'), '');
    const { stdout } = await installed(home, 'init', 'packed/project');
    expect(stdout).to.match(
      /\n\nIt takes MLPipeline from .*\/packed\/mlpipeline\.tgz, the archive that this copy came from\.\n$/,
    );
    expect(packageOf(join(home, 'packed/project')).dependencies['mlpipeline']).to.equal(
      'file:../mlpipeline.tgz',
    );
    await installed(home, 'init', 'packed/other', '--no-link');
    expect(packageOf(join(home, 'packed/other')).dependencies['mlpipeline']).to.match(/^\^/);
    rmSync(join(home, 'packed/mlpipeline.tgz'));
    await installed(home, 'init', 'packed/later');
    expect(packageOf(join(home, 'packed/later')).dependencies['mlpipeline']).to.match(/^\^/);
    rmSync(record);
  });

  it('is not undone by what npm does to a package that is linked', () => {
    const { scripts } = packageOf(root);
    const package_ = join(home, 'packed/linked');
    mkdirSync(join(package_, 'dist'), { recursive: true });
    writeFileSync(join(package_, 'package.json'), JSON.stringify({ scripts }));
    execSync(scripts['prepare'] ?? '', { cwd: package_ });
    expect(readdirSync(package_)).to.have.members(['dist', 'package.json']);
  });

  it('overwrites nothing', async () => {
    const full = join(home, 'full');
    mkdirSync(full);
    writeFileSync(join(full, 'README.md'), 'mine');
    expect(await installed(home, 'init', 'full')).to.deep.equal({
      status: 2,
      stdout: '',
      stderr:
        'mlpipeline: `full` is not empty, and nothing is overwritten: name an empty folder, or a new one\n',
    });
    expect(readdirSync(full)).to.deep.equal(['README.md']);
  });

  it('says so where no folder can be made', async () => {
    writeFileSync(join(home, 'file'), '');
    for (const path of ['file', 'file/below'])
      expect(await installed(home, 'init', path)).to.deep.equal({
        status: 2,
        stdout: '',
        stderr: `mlpipeline: \`${path}\` is a file, or is inside a file: name a folder\n`,
      });
    expect(await installed(home, 'init', '')).to.include({
      status: 2,
      stderr: 'mlpipeline: the name of the folder is empty: use `.` for the current folder\n',
    });
  });

  it('ends where a folder takes no other', async function () {
    if (!existsSync('/proc/self')) this.skip();
    expect(await installed(home, 'init', '/proc/none/below')).to.include({
      status: 2,
      stderr:
        'mlpipeline: no project can be made in `/proc/none/below`: its parent folder accepts no new folder\n',
    });
  });
});
