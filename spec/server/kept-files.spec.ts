import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'chai';

import { ask, started, until } from './rig.js';

import { KeptServer } from './kept-server.js';
describe('files at a server with a store', () => {
  const kept = new KeptServer();

  it('keeps files that were sent, by what is in them', async () => {
    const send = async (): Promise<string> => {
      const form = new FormData();
      form.append('name', new File(['x'], 'page.png'));
      const answer = await fetch(`${kept.server.url}pipelines/greeting/runs?wait`, {
        method: 'POST',
        body: form,
      });
      return ((await answer.json()) as { text: string }).text;
    };
    const first = await send();
    await kept.again();
    expect(await send()).to.equal(first);
    expect(first).to.match(/uploads\/[0-9a-f]{64}\/page\.png!$/);
  });

  it('gives what is in a file that is a value, also when the file is gone', async () => {
    const path = join(kept.folder, 'page.html');
    writeFileSync(path, '<b>bold</b>');
    const id = await started(kept.server, 'filed', { path });
    await until(kept.server, id, 'done');
    rmSync(path);
    const first = await ask(kept.server, 'GET', `/runs/${id}/values/filed.file`);
    expect(first).to.include({ status: 200, text: '<b>bold</b>' });
    expect(first.headers).to.include({
      'content-type': 'application/octet-stream',
      'content-length': '11',
      'content-disposition': "attachment; filename*=UTF-8''filed.file",
    });
    await kept.again();
    expect(await ask(kept.server, 'GET', `/runs/${id}/values/filed.file`)).to.include({
      status: 200,
      text: '<b>bold</b>',
    });
    expect(await ask(kept.server, 'HEAD', `/runs/${id}/values/file`)).to.include({
      status: 200,
      text: '',
    });
  });
});
