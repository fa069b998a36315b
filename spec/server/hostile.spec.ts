import { connect } from 'node:net';

import { expect } from 'chai';

import type { PipelineServer } from '../../lib/server/server.js';
import { type Answer, ask, eventsOf, gate, json, served, started, until } from './rig.js';

/** What no client may bring about, and what it is answered with. */
type Case = readonly [
  what: string,
  status: number | readonly number[],
  method: string,
  path: string,
  headers?: Readonly<Record<string, string | string[]>>,
  body?: string | Uint8Array,
];

const start = '/pipelines/greeting/runs';
const asJson = { 'Content-Type': 'application/json' };
const ada = '{"name":"Ada"}';
const form = (boundary: string): Record<string, string> => ({
  'Content-Type': `multipart/form-data; boundary=${boundary}`,
});
const part = (name: string, value: string, more = ''): string =>
  `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
const deep = (levels: number): string => `{"name":${'['.repeat(levels)}${']'.repeat(levels)}}`;
const maxBody = 200_000;

const cases: readonly Case[] = [
  // Methods.
  ['a method that nothing has', 405, 'PUT', '/runs'],
  ['a method of WebDAV', 405, 'PROPFIND', '/runs'],
  ['TRACE', 405, 'TRACE', '/runs'],
  [
    'OPTIONS, as before a request from elsewhere',
    405,
    'OPTIONS',
    start,
    { Origin: 'http://evil.example' },
  ],
  ['GET where something is started', 405, 'GET', start],
  ['DELETE of all runs', 405, 'DELETE', '/runs'],
  ['DELETE of a pipeline', 405, 'DELETE', '/pipelines/greeting'],
  ['POST to a run', 405, 'POST', '/runs/x', asJson, ada],
  [
    'a method in disguise',
    422,
    'POST',
    start,
    { ...asJson, 'X-HTTP-Method-Override': 'DELETE' },
    '{}',
  ],
  // Paths.
  ['nothing there', 404, 'GET', '/nothing'],
  ['a path that climbs', 404, 'GET', '/../../etc/passwd'],
  ['one that climbs in disguise', 404, 'GET', '/%2e%2e/%2e%2e/etc/passwd'],
  ['one that climbs from a run', 404, 'GET', '/runs/..%2f..%2fetc%2fpasswd'],
  ['one that climbs from a value', 404, 'GET', '/runs/x/values/..%2f..%2f..%2fetc%2fpasswd'],
  ['backslashes', 404, 'GET', '/runs/..%5c..%5cwindows'],
  ['a zero byte', 404, 'GET', '/runs/a%00b'],
  ['half an escape', 404, 'GET', '/runs/%'],
  ['an escape that is no UTF-8', 404, 'GET', '/runs/%ff%fe'],
  ['a long path', 404, 'GET', `/runs/${'a'.repeat(8_000)}`],
  ['a path that is no path', [400, 404], 'GET', '//evil.example/runs'],
  ['a whole address', [200, 421], 'GET', 'http://evil.example/runs'],
  ['a name of every object', 404, 'GET', '/pipelines/__proto__'],
  ['another', 404, 'GET', '/pipelines/constructor'],
  ['a run by a name of every object', 404, 'GET', '/runs/toString'],
  ['a pipeline that is not served', 404, 'POST', '/pipelines/..%2fother.yaml/runs', asJson, '{}'],
  // Queries.
  ['a parameter that there is not', 400, 'POST', `${start}?wiat`, asJson, ada],
  ['one twice', 400, 'POST', `${start}?wait&wait`, asJson, ada],
  ['a duration that is none', 400, 'POST', `${start}?wait=soon`, asJson, ada],
  ['a duration below zero', 400, 'POST', `${start}?wait=-1s`, asJson, ada],
  ['a duration without end', 400, 'POST', `${start}?wait=9e99s`, asJson, ada],
  ['an output that there is not', 400, 'POST', `${start}?only=other`, asJson, ada],
  ['a seed that is none', 400, 'POST', `${start}?seed=1.5`, asJson, ada],
  ['a choice that there is not', 400, 'POST', `${start}?on-failure=explode`, asJson, ada],
  ['a number that is too large', 400, 'GET', '/runs?most=99999999999999999999'],
  ['a state that there is not', 400, 'GET', '/runs?state=<script>'],
  ['a parameter of every object', 400, 'GET', '/runs?__proto__=1'],
  // Bodies.
  ['no body', 422, 'POST', start],
  ['no type', 415, 'POST', start, {}, ada],
  [
    'a type that forms of other pages have',
    415,
    'POST',
    start,
    { 'Content-Type': 'text/plain' },
    ada,
  ],
  [
    'another of these',
    415,
    'POST',
    start,
    { 'Content-Type': 'application/x-www-form-urlencoded' },
    'name=Ada',
  ],
  ['XML', 415, 'POST', start, { 'Content-Type': 'application/xml' }, '<a/>'],
  ['what is no JSON', 400, 'POST', start, asJson, '{"name":'],
  ['JSON with more behind it', 400, 'POST', start, asJson, `${ada}${ada}`],
  ['JSON that is no object', 400, 'POST', start, asJson, '[1]'],
  ['null', 400, 'POST', start, asJson, 'null'],
  ['no UTF-8', 400, 'POST', start, asJson, new Uint8Array([0x7b, 0xff, 0x7d])],
  ['UTF-16', 400, 'POST', start, asJson, Buffer.from(ada, 'utf16le')],
  ['JSON that is deep', 400, 'POST', start, asJson, deep(90_000)],
  ['JSON that only opens', 400, 'POST', start, asJson, '['.repeat(100_000)],
  ['a text that never ends', 400, 'POST', start, asJson, '"\\'.repeat(90_000)],
  [
    'a number that JavaScript cannot hold',
    400,
    'POST',
    start,
    asJson,
    '{"name":"A","times":12345678901234567890}',
  ],
  ['a key of every object', 422, 'POST', start, asJson, '{"__proto__":{"name":"Ada"}}'],
  ['another key', 422, 'POST', start, asJson, '{"constructor":{},"name":"Ada"}'],
  ['bytes that are none', 400, 'POST', start, asJson, '{"name":{"$bytes":"?"}}'],
  ['a value of another type', 422, 'POST', start, asJson, '{"name":{}}'],
  [
    'many inputs that there are not',
    422,
    'POST',
    start,
    asJson,
    JSON.stringify(Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`x${at}`, at]))),
  ],
  ['a large body', 413, 'POST', start, asJson, `{"name":"${'a'.repeat(maxBody)}"}`],
  [
    'a large body in pieces',
    413,
    'POST',
    start,
    { ...asJson, 'Transfer-Encoding': 'chunked' },
    `{"name":"${'a'.repeat(maxBody)}"}`,
  ],
  ['a bomb', 415, 'POST', start, { ...asJson, 'Content-Encoding': 'gzip' }, 'x'],
  [
    'a form without a boundary',
    400,
    'POST',
    start,
    { 'Content-Type': 'multipart/form-data' },
    part('name', 'Ada'),
  ],
  ['a form of another boundary', 400, 'POST', start, form('c'), part('name', 'Ada')],
  ['a form that is cut short', 400, 'POST', start, form('b'), part('name', 'Ada')],
  [
    'a form of thousands of parts',
    400,
    'POST',
    start,
    form('b'),
    `${part('name', '').repeat(2_000)}--b--`,
  ],
  [
    'a form that names one twice',
    422,
    'POST',
    start,
    form('b'),
    `${part('name', 'A').repeat(2)}--b--`,
  ],
  [
    'a file where none is taken',
    422,
    'POST',
    start,
    form('b'),
    `${part('name', 'A')}${part('times', 'x', '; filename="x"')}--b--`,
  ],
  // Headers.
  ['another origin', 403, 'POST', start, { ...asJson, Origin: 'http://evil.example' }, ada],
  ['no origin that can be named', 403, 'POST', start, { ...asJson, Origin: 'null' }, ada],
  [
    'an origin that begins alike',
    403,
    'POST',
    start,
    { ...asJson, Origin: 'http://127.0.0.1.evil.example' },
    ada,
  ],
  ['another site', 403, 'POST', start, { ...asJson, 'Sec-Fetch-Site': 'cross-site' }, ada],
  ['a neighbouring site', 403, 'DELETE', '/runs/x', { 'Sec-Fetch-Site': 'same-site' }],
  ['a name that was made to lead here', 421, 'GET', '/runs', { Host: 'evil.example' }],
  ['one that begins alike', 421, 'GET', '/runs', { Host: 'localhost.evil.example' }],
  ['one that ends alike', [400, 421], 'GET', '/runs', { Host: 'evil.example:localhost' }],
  ['a name with a user', [400, 421], 'GET', '/runs', { Host: 'localhost@evil.example' }],
  ['a forwarded name', 200, 'GET', '/runs', { 'X-Forwarded-Host': 'evil.example' }],
  ['headers without end', 431, 'GET', '/runs', { 'X-Long': 'a'.repeat(20_000) }],
  ['a key without end', 400, 'POST', start, { ...asJson, 'Idempotency-Key': 'k'.repeat(300) }, ada],
  ['a key of spaces', 400, 'POST', start, { ...asJson, 'Idempotency-Key': 'a b' }, ada],
  ['a way around the cache of a proxy', 200, 'GET', '/runs', { 'X-Original-URL': '/metrics' }],
];

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

  /** What comes back for bytes as they are. */
  const raw = (text: string, isEnded = false): Promise<string> =>
    new Promise((resolve) => {
      let told = '';
      const socket = connect(server.port, '127.0.0.1', () => {
        socket.write(text);
        if (isEnded) socket.destroy();
      });
      socket.on('data', (data) => (told += data.toString()));
      socket.on('error', () => undefined);
      socket.once('close', () => {
        resolve(told);
      });
    });

  it('cuts off a body that does not come', async () => {
    const told = await raw(
      `POST ${start} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{`,
    );
    expect(told).to.match(/^HTTP\/1\.1 4\d\d /);
  });

  it('cuts off headers that do not come', async () => {
    expect(await raw('GET /runs HTTP/1.1\r\nHost: loc')).to.match(/^(?:HTTP\/1\.1 408 |$)/);
  });

  it('is not smuggled a second request', async () => {
    const told = await raw(
      `POST ${start} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nDELETE /runs/x HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    );
    expect(told).to.match(/^HTTP\/1\.1 400 /);
    expect(told.match(/HTTP\/1\.1/g)).to.have.length(1);
  });

  it('takes what is no HTTP for what it is', async () => {
    expect(await raw('\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n')).to.match(/^HTTP\/1\.1 400 /);
  });

  it('outlives connections that are cut in the midst of a body, and of an answer', async () => {
    await raw(
      `POST ${start} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{`,
      true,
    );
    const id = await started(server, 'waiting', { value: 1 });
    await raw(`GET /runs/${id}/events HTTP/1.1\r\nHost: localhost\r\n\r\n`, true);
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
    expect(await status('/runs', { Cookie: `mlpipeline=${token}` })).to.equal(401);
    expect(await status('/runs', { Authorization: `Bearer ${token}` })).to.equal(200);
  });

  it('gives a browser a cookie for it that no page can read', async () => {
    const { headers } = await ask(server, 'POST', '/session', { Authorization: `Bearer ${token}` });
    const [cookie = ''] = headers['set-cookie'] ?? [];
    expect(cookie).to.match(/^mlpipeline=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(await status('/runs', { Cookie: cookie.split(';')[0] ?? '' })).to.equal(200);
    expect(await status('/session', {}, 'POST')).to.equal(401);
  });
});
