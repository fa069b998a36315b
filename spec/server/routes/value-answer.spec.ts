import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { file } from '../../../lib/runners/values/file-value.js';
import { Problem } from '../../../lib/server/problem.js';
import { valueAnswer } from '../../../lib/server/routes/value-answer.js';
import { handlesOn, tellsHandles } from '../handles-on.js';

describe('the answer with what is in a file', () => {
  const size = 200_000;
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-answer-'));
    path = join(folder, 'page.bin');
    writeFileSync(path, Buffer.alloc(size, 'a'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const answered = (method = 'GET'): Promise<Response> => valueAnswer(method, 'file', file(path));
  const expectClosed = (): void => {
    if (tellsHandles) expect(handlesOn(path)).to.equal(0);
  };

  it('is as long as it says, also where the file grows meanwhile', async () => {
    const answer = await answered();
    appendFileSync(path, 'b');
    expect(answer.headers.get('content-length')).to.equal(String(size));
    expect(await answer.text()).to.equal('a'.repeat(size));
    expectClosed();
  });

  it('fails where the file becomes shorter meanwhile', async () => {
    const answer = await answered();
    truncateSync(path, 10);
    const error: unknown = await answer.text().catch((thrown: unknown) => thrown);
    expect(error).to.include({ message: 'a file became shorter while it was sent' });
    expectClosed();
  });

  it('closes the file where it is not read to its end', async () => {
    const reader = (await answered()).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expectClosed();
  });

  it('has no body where there is nothing in the file, or to `HEAD`', async () => {
    expect((await answered('HEAD')).body).to.equal(null);
    writeFileSync(path, '');
    const answer = await answered();
    expect(answer.body).to.equal(null);
    expect(answer.headers.get('content-length')).to.equal('0');
    expectClosed();
  });

  it('is a problem where it is a folder', async () => {
    const error: unknown = await valueAnswer('GET', 'file', file(folder)).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(Problem).and.include({ status: 404, code: 'no-file' });
    if (tellsHandles) expect(handlesOn(folder)).to.equal(0);
  });
});

describe('the answer with bytes', () => {
  it('is an image where they are one, and is saved where they are not', async () => {
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
    const image = await valueAnswer('GET', 'page', png);
    expect(image.headers.get('content-type')).to.equal('image/png');
    expect(image.headers.get('content-disposition')).to.equal('inline');
    const other = await valueAnswer('GET', 'page', Buffer.from('<svg onload="alert(1)"/>'));
    expect(other.headers.get('content-type')).to.equal('application/octet-stream');
    expect(other.headers.get('content-disposition')).to.equal('attachment');
  });
});
