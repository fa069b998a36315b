import { Console } from 'node:console';
import { Writable } from 'node:stream';

import { expect } from 'chai';

import { interceptLines } from '../../../lib/cli/terminal/intercept-lines.js';

const streamOf = () => {
  const written: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _, done) => {
      written.push(chunk.toString());
      done();
    },
  });
  return { stream: stream as unknown as NodeJS.WriteStream, written };
};

describe('a stream that is intercepted', () => {
  it('hands over whole lines, whatever they are written in, and what is left at the end', () => {
    const { stream, written } = streamOf();
    const lines: string[] = [];
    const giveBack = interceptLines(stream, (text) => lines.push(text));
    stream.write('one\ntw');
    const euro = Buffer.from('€\n');
    stream.write(euro.subarray(0, 1));
    stream.write(euro.subarray(1));
    stream.write('736978', 'hex');
    new Console(stream).log(' of', { a: 1 });
    stream.write('seven');
    expect(lines).to.deep.equal(['one\n', 'tw€\n', 'six of { a: 1 }\n']);
    giveBack();
    expect(lines.slice(3)).to.deep.equal(['seven\n']);
    expect(written).to.deep.equal([]);
    stream.write('eight');
    expect(written).to.deep.equal(['eight']);
    expect(Object.hasOwn(stream, 'write')).to.equal(false);
  });

  it('writes by what it is given, and calls back whoever writes', async () => {
    const { stream, written } = streamOf();
    const giveBack = interceptLines(stream, (text, write) => {
      write(`> ${text}`);
    });
    await new Promise((resolve) => stream.write('a\n', resolve));
    await new Promise((resolve) => stream.write('b\n', 'utf8', resolve));
    giveBack();
    expect(written).to.deep.equal(['> a\n', '> b\n']);
  });
});
