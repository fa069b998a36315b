import { expect } from 'chai';

import type { PipelineServer } from '../../lib/server/server.js';
import { cases, maxBody, start } from './hostile-cases.js';
import { raw } from './raw.js';
import { type Answer, ask, eventsOf, gate, json, served, started, until } from './rig.js';

describe('what is hostile', () => {
  let server: PipelineServer;
  const troubles: unknown[] = [];
  before(async () => {
    server = await served({
      maxBody,
      requestTimeout: 300,
      onError: (error) => troubles.push(error),
    });
  });
  after(() => server.close());
  afterEach(() => {
    expect(troubles).to.deep.equal([]);
  });

  const inert = ({ headers }: Answer): void => {
    expect(headers['x-content-type-options']).to.equal('nosniff');
    expect(headers['content-security-policy']).to.match(/default-src 'none'/);
    expect(headers).not.to.have.property('access-control-allow-origin');
  };

  for (const [what, status, method, path, headers, body] of cases)
    it(`answers ${[status].flat().join(' or ')} to ${what}`, async () => {
      const answer = await ask(server, method, path, headers, body);
      expect([status].flat(), answer.text).to.include(answer.status);
      // What Node.js itself refuses has no body.
      if (answer.status === 431 || answer.text === '') return;
      inert(answer);
      if (answer.status < 400) return;
      expect(answer.headers['content-type']).to.equal('application/problem+json');
      expect(JSON.parse(answer.text)).to.include({ status: answer.status });
    });

  it('has come through all of this without a run', async () => {
    expect((await json(server, 'runs'))['runs']).to.deep.equal([]);
  });

  it('outlives connections that are cut in the midst of a body, and of an answer', async () => {
    await raw(
      server,
      `POST ${start} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{`,
      true,
    );
    const id = await started(server, 'waiting', { value: 1 });
    await raw(server, `GET /runs/${id}/events HTTP/1.1\r\nHost: localhost\r\n\r\n`, true);
    const [first] = await eventsOf(server, id, undefined, 1);
    expect(first?.type).to.equal('run-started');
    gate.current.open();
    await until(server, id, 'done');
    for (;;) {
      const text = await (await fetch(`${server.url}metrics`)).text();
      if (text.includes('mlpipeline_watchers 0\n')) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  });

  it('answers in sane ways to ids of events that are none', async () => {
    const id = await started(server, 'greeting', { name: 'Ada' });
    await until(server, id, 'done');
    for (const [last, status] of [
      ['x', 400],
      ['-1', 400],
      ['1e3', 400],
      ['999999', 204],
    ] as const)
      expect(
        (await ask(server, 'GET', `/runs/${id}/events`, { 'Last-Event-ID': last })).status,
      ).to.equal(status);
  });

  it('never sends a value so that a browser runs it', async () => {
    const html = '<img src=x onerror=alert(1)></script><script>alert(1)</script>';
    const id = await started(server, 'greeting', { name: html });
    await until(server, id, 'done');
    const image = {
      mediaType: 'text/html',
      bytes: { $bytes: Buffer.from(html).toString('base64') },
    };
    const other = await started(server, 'show', {
      image,
      raw: image.bytes,
      note: { [html]: html },
    });
    await until(server, other, 'done');
    for (const path of [
      `/runs/${id}`,
      `/runs/${id}/values/name`,
      `/runs/${id}/values/text`,
      `/runs/${id}/events`,
      `/runs/${other}/values/image`,
      `/runs/${other}/values/note`,
      `/runs/${other}/values/${encodeURIComponent(html)}`,
    ]) {
      const answer = await ask(server, 'GET', path);
      inert(answer);
      expect(answer.headers['content-security-policy']).to.include('sandbox');
      const isSaved = answer.headers['content-disposition'] === 'attachment';
      if (!isSaved) expect(answer.headers['content-type']).not.to.match(/html|svg|xml/);
    }
  });

  it('splits no header by the media type of a value', async () => {
    const image = { mediaType: 'image/png\r\nSet-Cookie: a=b', bytes: { $bytes: '' } };
    const id = await started(server, 'show', { image, raw: image.bytes });
    await until(server, id, 'done');
    const { headers } = await ask(server, 'GET', `/runs/${id}/values/image`);
    expect(headers['content-type']).to.equal('application/octet-stream');
    expect(headers).not.to.have.property('set-cookie');
  });
});

describe('a server with a token', () => {
  let server: PipelineServer;
  const token = 'correct-horse';
  before(async () => {
    server = await served({ token, host: '127.0.0.1' });
  });
  after(() => server.close());

  const status = async (
    path: string,
    headers: Record<string, string> = {},
    method = 'GET',
  ): Promise<number> => (await ask(server, method, path, headers)).status;

  it('is asked nothing without it', async () => {
    for (const path of [
      '/runs',
      '/pipelines',
      '/metrics',
      '/workers',
      '/openapi.json',
      '/nothing',
      '/runs/x/events',
    ])
      expect(await status(path), path).to.equal(401);
    expect(await status('/pipelines/greeting/runs', {}, 'POST')).to.equal(401);
    expect(await status('/health')).to.equal(200);
  });

  it('takes no other for it', async () => {
    for (const wrong of [
      '',
      'Bearer',
      'Bearer correct-hors',
      'Bearer correct-horsee',
      'Basic correct-horse',
      `Bearer ${'a'.repeat(9_000)}`,
    ])
      expect(await status('/runs', { Authorization: wrong }), wrong).to.equal(401);
    expect(await status(`/runs?token=${token}`)).to.equal(401);
    expect(await status('/runs', { Cookie: `mlpipeline-${server.port}=${token}` })).to.equal(401);
    expect(await status('/runs', { Authorization: `Bearer ${token}` })).to.equal(200);
  });

  it('gives a browser a cookie for it that no page can read', async () => {
    const { headers } = await ask(server, 'POST', '/session', { Authorization: `Bearer ${token}` });
    const [cookie = ''] = headers['set-cookie'] ?? [];
    expect(cookie).to.match(/^mlpipeline-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(await status('/runs', { Cookie: cookie.split(';')[0] ?? '' })).to.equal(200);
    expect(await status('/session', {}, 'POST')).to.equal(401);
  });
});
