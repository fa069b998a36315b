import { expect } from 'chai';

import type { PipelineServer } from '../../lib/server/server.js';
import { start } from './hostile-cases.js';
import { raw } from './raw.js';
import { served } from './rig.js';

describe('bytes that no client sends', () => {
  let server: PipelineServer;
  const troubles: unknown[] = [];
  before(async () => {
    server = await served({
      maxBody: 200_000,
      requestTimeout: 300,
      onError: (error) => troubles.push(error),
    });
  });
  after(() => server.close());
  afterEach(() => {
    expect(troubles).to.deep.equal([]);
  });

  const post = `POST ${start} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`;
  const close = 'Connection: close\r\n\r\n';
  for (const [what, status, text] of [
    ['no name of a host', 400, 'GET /runs HTTP/1.1\r\n\r\n'],
    ['none in an old version', 400, 'GET /runs HTTP/1.0\r\n\r\n'],
    ['a version of before', 400, 'GET /runs\r\n\r\n'],
    ['the words that begin a later one', 400, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a tunnel', 0, 'CONNECT evil.example:80 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a space in a path', 400, 'GET /ru ns HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['letters in a path as they are', 400, `GET /runs/é HTTP/1.1\r\nHost: localhost\r\n${close}`],
    [
      'an address of its own under another name',
      421,
      `GET http://localhost/runs HTTP/1.1\r\nHost: evil.example\r\n${close}`,
    ],
    [
      'an address that climbs',
      404,
      `GET http://localhost/../etc/passwd HTTP/1.1\r\nHost: localhost\r\n${close}`,
    ],
    ['lines that end otherwise', 400, 'GET /runs HTTP/1.1\nHost: localhost\nConnection: close\n\n'],
    [
      'a header that goes on in the next line',
      400,
      `GET /runs HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n${close}`,
    ],
    [
      'a zero byte in a header',
      400,
      `GET /runs HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n${close}`,
    ],
    ['a length below zero', 400, `${post}Content-Length: -1\r\n\r\n`],
    ['a length with a sign', 400, `${post}Content-Length: +2\r\n\r\n{}`],
    ['two lengths', 400, `${post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
    ['a length beyond all', 400, `${post}Content-Length: 99999999999999999999\r\n\r\n{}`],
    ['a coding that there is not', 400, `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
    [
      'a header with a space before its colon',
      400,
      `${post}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['a piece of no size', 400, `${post}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`],
    [
      'a piece with a long tail',
      413,
      `${post}Transfer-Encoding: chunked\r\n\r\n2;${'a'.repeat(50_000)}\r\n{}\r\n0\r\n\r\n`,
    ],
    [
      'headers behind a body',
      422,
      `${post}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\n{}\r\n0\r\nHost: evil\r\n\r\n`,
    ],
  ] as const)
    it(`answers ${status === 0 ? 'nothing' : status} to ${what}`, async () => {
      const told = await raw(server, text);
      expect(/^HTTP\/1\.1 (\d+) /.exec(told)?.[1] ?? '0', told).to.equal(String(status));
      expect(told.match(/^HTTP\/1\.1 /gm) ?? []).to.have.length(status === 0 ? 0 : 1);
    });

  it('answers each of many requests that are sent at once, in their order', async () => {
    const one = 'GET /health HTTP/1.1\r\nHost: localhost\r\n';
    const told = await raw(server, `${`${one}\r\n`.repeat(500)}${one}${close}`);
    expect(told.match(/HTTP\/1\.1 200 /g)).to.have.length(501);
  });

  it('cuts off a body that does not come', async () => {
    const told = await raw(
      server,
      `POST ${start} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{`,
    );
    expect(told).to.match(/^HTTP\/1\.1 4\d\d /);
  });

  it('cuts off headers that do not come', async () => {
    expect(await raw(server, 'GET /runs HTTP/1.1\r\nHost: loc')).to.match(/^(?:HTTP\/1\.1 408 |$)/);
  });

  it('is not smuggled a second request', async () => {
    const told = await raw(
      server,
      `POST ${start} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nDELETE /runs/x HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    );
    expect(told).to.match(/^HTTP\/1\.1 400 /);
    expect(told.match(/HTTP\/1\.1/g)).to.have.length(1);
  });

  it('takes what is no HTTP for what it is', async () => {
    expect(await raw(server, '\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n')).to.match(
      /^HTTP\/1\.1 400 /,
    );
  });
});
