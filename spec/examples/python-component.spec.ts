import { spawnSync } from 'node:child_process';

import { expect } from 'chai';

import { mlpipeline } from '../cli/mlpipeline.js';

const file = 'examples/python-component/pipeline.yaml';

describe('the example of a component in Python', () => {
  before(function () {
    if (spawnSync('python3', ['--version']).status === 0) return;
    console.warn('      there is no python3 here: the example of a component in Python is not run');
    this.skip();
  });

  it('runs, and logs what it says', async () => {
    const text = 'the cat sat on the mat, and the mat sat on the cat: the cat!';
    const argv = ['run', file, '--inputs', `text=${text}`, 'most=2', '--verbose'];
    const { status, stdout, stderr } = await mlpipeline(argv);
    expect(JSON.parse(stdout)).to.deep.equal({
      keywords: [
        { word: 'cat', count: 3 },
        { word: 'sat', count: 2 },
      ],
      words: 15,
    });
    expect(stderr).to.contain('  key_words: read 15 words\n  key_words: 50 %\n');
    expect(status).to.equal(0);
  });

  it('says what went wrong in it', async () => {
    const { status, stderr } = await mlpipeline(['run', file, '--quiet', '--inputs', 'text=...']);
    expect(stderr).to.contain(
      ': `python3` exited with status 1; the end of its stderr: the text has no words\n',
    );
    expect(status).to.equal(1);
  });
});
