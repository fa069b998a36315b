import { PassThrough, Writable } from 'node:stream';

import { expect } from 'chai';

import { LineFile } from '../../../lib/cli/files/line-file.js';

describe('a file of lines', () => {
  it('says when there is room again', async () => {
    const stream = new PassThrough({ highWaterMark: 4 });
    const file = new LineFile(stream);
    expect(file.room()).to.equal(undefined);
    file.write('long');
    const room = file.room();
    expect(room).not.to.equal(undefined);
    stream.resume();
    await room;
    expect(file.room()).to.equal(undefined);
  });

  it('tells that it cannot be written, and keeps nobody waiting', async () => {
    const broken = new Error('the disk is full');
    const stream = new Writable({
      highWaterMark: 1,
      write: (_chunk, _encoding, done) => {
        setImmediate(done, broken);
      },
    });
    const errors: Error[] = [];
    const file = new LineFile(stream, (error) => errors.push(error));
    file.write('line');
    await file.room();
    await file.end();
    expect(errors).to.deep.equal([broken]);
  });
});
