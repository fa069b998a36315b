import { spawnSync } from 'node:child_process';

import { expect } from 'chai';

import { mlpipeline } from '../cli/mlpipeline.js';

const file = 'examples/kept-program/pipeline.yaml';

describe('the example of a program that is kept', () => {
  before(function () {
    if (spawnSync('python3', ['--version']).status === 0) return;
    console.warn('      there is no python3 here: the example of a kept program is not run');
    this.skip();
  });

  it('answers', async () => {
    const { status, stdout } = await mlpipeline([
      ...['run', file, '--quiet', '--inputs', 'text=so much depends upon a red wheel barrow'],
    ]);
    expect(JSON.parse(stdout)).to.deep.equal({
      'summarise.summary': 'so much depends upon a',
      'summarise.words': 8,
    });
    expect(status).to.equal(0);
  });

  it('says what went wrong in it', async () => {
    const { status, stderr } = await mlpipeline(['run', file, '--quiet', '--inputs', 'text= ']);
    expect(stderr).to.contain(': `python3` failed: Final: there is no text\n');
    expect(status).to.equal(1);
  });
});
