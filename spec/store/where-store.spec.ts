import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { expect } from 'chai';

import { whereStore } from '../../lib/store/where-store.js';

describe('where the store is', () => {
  let folder: string;
  const url = 'postgres://db.example/runs';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-'));
    mkdirSync(join(folder, 'a/b'), { recursive: true });
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is nowhere without a folder, a flag or a variable', () => {
    expect(whereStore({ file: join(folder, 'a/b/p.yaml') })).to.equal(undefined);
    expect(whereStore({ file: join(folder, 'p.yaml'), environment: '' })).to.equal(undefined);
  });

  it('is the folder beside the pipeline, or the nearest above it', () => {
    mkdirSync(join(folder, '.mlpipeline'));
    const file = join(folder, 'a/b/p.yaml');
    expect(whereStore({ file })).to.equal(join(folder, '.mlpipeline'));
    mkdirSync(join(folder, 'a/.mlpipeline'));
    expect(whereStore({ file })).to.equal(join(folder, 'a/.mlpipeline'));
    expect(whereStore({ file, flag: true })).to.equal(join(folder, 'a/.mlpipeline'));
  });

  it('is made beside the pipeline where the flag asks for one', () => {
    const file = join(folder, 'a/p.yaml');
    expect(whereStore({ file, flag: true })).to.equal(join(folder, 'a/.mlpipeline'));
  });

  it('is what the flag says before what the environment says before a folder', () => {
    mkdirSync(join(folder, '.mlpipeline'));
    const file = join(folder, 'p.yaml');
    expect(whereStore({ file, environment: url })).to.equal(url);
    expect(whereStore({ file, environment: url, flag: 'here' })).to.equal(resolve('here'));
    expect(whereStore({ file, environment: url, flag: false })).to.equal(undefined);
    expect(whereStore({ file, flag: url })).to.equal(url);
  });
});
