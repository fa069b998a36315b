import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { access } from 'node:fs/promises';

import { expect } from 'chai';

import { handlesOn, tellsHandles } from './handles-on.js';
import type { PipelineServer, ServerOptions } from '../../lib/server/server.js';
import { ask, posted, type Sent, served, started, until } from './rig.js';

describe('files at a server', () => {
  let server: PipelineServer;
  const serving = async (options?: ServerOptions): Promise<void> => {
    server = await served(options);
  };
  const post = (...sent: Sent): Promise<Response> => posted(server, ...sent);

  afterEach(() => server.close());

  it('takes a form, its texts as the types say and its files as runners take them', async () => {
    await serving();
    const form = new FormData();
    form.append('image', new File([new Uint8Array([1, 2, 3])], 'a.png', { type: 'image/png' }));
    form.append('raw', new File([new Uint8Array([4])], 'b.bin'));
    form.append('note', new File(['{"a": [1]}'], 'c.json', { type: 'application/json' }));
    const answer = await post('pipelines/show/runs?wait', form);
    expect(await answer.json()).to.deep.equal({
      image: { mediaType: 'image/png', bytes: { $bytes: 'AQID' } },
      size: 4,
      note: { a: [1] },
    });
  });

  it('gives the path of a file to an input that is a text, and removes it with the run', async () => {
    await serving({ keep: 1 });
    const form = new FormData();
    form.append('name', new File(['x'], '../../etc/päss wd'));
    const answer = await post('pipelines/greeting/runs?wait', form);
    const { text } = (await answer.json()) as { text: string };
    const path = /^Hello, (.*)!$/.exec(text)?.[1] ?? '';
    expect(path).to.match(/mlpipeline-[0-9a-f-]+\/[0-9a-f-]+\/päss_wd$/);
    await access(path);
    await post('pipelines/greeting/runs?wait', { name: 'Ada' });
    for (;;) {
      const isThere = await access(path).then(
        () => true,
        () => false,
      );
      if (!isThere) break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });

  it('keeps of a name of a file what file systems take, and none that hides it', async () => {
    await serving();
    const nameOf = async (name: string): Promise<string> => {
      const form = new FormData();
      form.append('name', new File(['x'], name));
      const answer = await post('pipelines/greeting/runs?wait', form);
      const { text } = (await answer.json()) as { text: string };
      return text.replace(/^.*\/(.*)!$/, '$1');
    };
    expect(await nameOf(`${'頁'.repeat(100)}.pdf`)).to.equal(`${'頁'.repeat(56)}.pdf`);
    expect(await nameOf('𝔵'.repeat(100))).to.equal('𝔵'.repeat(60));
    expect(await nameOf(`${'x'.repeat(50)}...${'y'.repeat(58)}`)).to.equal('y'.repeat(58));
    expect(await nameOf('...')).to.equal('file');
  });

  it('knows a form that is sent again, whatever stands between its parts', async () => {
    await serving();
    const send = async (value: string): Promise<Response> => {
      const form = new FormData();
      form.set('value', value);
      return fetch(`${server.url}pipelines/waiting/runs`, {
        method: 'POST',
        body: form,
        headers: { 'Idempotency-Key': 'k2' },
      });
    };
    const [first, again] = [await send('1'), await send('1')];
    expect(again.status).to.equal(first.status);
    expect(await again.json()).to.have.property('id', ((await first.json()) as { id: string }).id);
    expect((await send('2')).status).to.equal(422);
  });

  it('gives what is in a file that is a value, and says that it is gone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-filed-'));
    const path = join(folder, 'page.html');
    writeFileSync(path, '<b>bold</b>');
    await serving();
    const id = await started(server, 'filed', { path });
    await until(server, id, 'done');
    expect((await ask(server, 'GET', `/runs/${id}/values/file`)).text).to.equal('<b>bold</b>');
    rmSync(folder, { recursive: true });
    expect(JSON.parse((await ask(server, 'GET', `/runs/${id}/values/file`)).text)).to.include({
      status: 404,
      code: 'no-file',
      detail: 'the file of `file` no longer exists',
    });
  });

  it('leaves no file open that it has told of by `HEAD`', async function () {
    if (!tellsHandles) this.skip();
    const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-filed-'));
    const path = join(folder, 'page.bin');
    writeFileSync(path, new Uint8Array(1_000_000));
    await serving();
    const id = await started(server, 'filed', { path });
    await until(server, id, 'done');
    for (let asked = 0; asked < 10; asked += 1) {
      const { headers, text } = await ask(server, 'HEAD', `/runs/${id}/values/file`);
      expect(headers).to.include({ 'content-length': '1000000' });
      expect(text).to.equal('');
    }
    expect(handlesOn(path)).to.equal(0);
    rmSync(folder, { recursive: true });
  });
});
