import { expect } from 'chai';

import { type PipelineServer, serve, type ServerOptions } from '../../lib/server/server.js';
import { type Answer, ask, served } from './rig.js';

const token = 'correct-horse';
const bearer = { Authorization: `Bearer ${token}` };
const proxied = { 'X-Forwarded-Proto': 'https' };

describe('a server behind a proxy', () => {
  const servers: PipelineServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  const serving = async (options: ServerOptions = {}): Promise<PipelineServer> => {
    const server = await served({ token, ...options });
    servers.push(server);
    return server;
  };
  const cookieOf = ({ headers }: Answer): string => headers['set-cookie']?.[0] ?? '';
  const entered = async (
    server: PipelineServer,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<string> =>
    cookieOf(await ask(server, 'POST', '/session', { ...bearer, ...headers })).split(/[=;]/)[0] ??
    '';
  const isSecure = async (
    server: PipelineServer,
    headers: Readonly<Record<string, string>>,
  ): Promise<boolean> => {
    const answer = await ask(server, 'POST', '/session', { ...bearer, ...headers });
    expect(answer.status, answer.text).to.equal(204);
    return cookieOf(answer).includes('; Secure');
  };
  const started = async (
    server: PipelineServer,
    headers: Readonly<Record<string, string>>,
  ): Promise<unknown> => {
    const { status, text } = await ask(
      server,
      'POST',
      '/pipelines/greeting/runs',
      { ...bearer, 'Content-Type': 'application/json', ...headers },
      '{"name":"Ada"}',
    );
    return status < 400 ? status : [status, (JSON.parse(text) as { detail: string }).detail];
  };

  it('has a cookie of its own, of those of one machine or behind one name', async () => {
    const one = await serving();
    const other = await serving();
    const [cookie, another] = await Promise.all(
      [one, other].map(
        async (server) => cookieOf(await ask(server, 'POST', '/session', bearer)).split(';')[0],
      ),
    );
    const both = { Cookie: `${cookie ?? ''}; ${another ?? ''}` };
    for (const server of [one, other])
      expect((await ask(server, 'GET', '/runs', both)).status).to.equal(200);
    const names = [
      await entered(one, { Host: 'localhost:8081' }),
      await entered(one, { Host: 'localhost:8082' }),
      await entered(one, { Host: 'localhost' }),
      await entered(other, { Host: 'localhost' }),
    ];
    expect(new Set(names).size).to.equal(4);
    expect(names[0]).to.equal(`mlpipeline-8081-${one.port}`);
    expect(names[2]).to.equal(`mlpipeline-${one.port}`);
  });

  it('sends its cookie over HTTPS alone where the browser or a known proxy speaks it', async () => {
    const server = await serving({ hosts: ['ml.example'] });
    expect(await isSecure(server, { Host: 'ml.example', Origin: 'https://ml.example' })).to.equal(
      true,
    );
    expect(await isSecure(server, { Origin: 'https://ml.example' })).to.equal(true);
    expect(await isSecure(server, { Host: 'ml.example:8443', ...proxied })).to.equal(true);
    expect(await isSecure(server, { Host: 'ml.example' })).to.equal(false);
    expect(await isSecure(server, { Host: 'localhost', ...proxied })).to.equal(false);
    expect(
      await isSecure(server, { Host: 'ml.example', 'X-Forwarded-Proto': 'http, https' }),
    ).to.equal(false);
  });

  it('knows its pages where the proxy gives it another name, and else says how to name it', async () => {
    const named = await serving({ hosts: ['ML.example', 'ml.example:8443'] });
    for (const Origin of ['https://ml.example', 'http://Ml.Example', 'https://ml.example:8443'])
      expect(await started(named, { Origin, 'Sec-Fetch-Site': 'same-origin' })).to.equal(202);
    const Host = '127.0.0.1:8080';
    expect(await started(named, { Host, Origin: 'https://ml.example:9000' })).to.deep.equal([
      403,
      'pages of other origins may not do this: the page is at `https://ml.example:9000`, and the request calls this server `127.0.0.1:8080`; if that is a proxy of this server, start it with `--allow-host ml.example:9000`',
    ]);
    for (const origin of ['null', 'file://', 'https://a@ml.example'])
      expect(await started(named, { Host, Origin: origin })).to.deep.equal([
        403,
        `pages of other origins may not do this: the page is at \`${origin}\``,
      ]);
    expect(
      await started(named, { Origin: 'https://ml.example', 'Sec-Fetch-Site': 'cross-site' }),
    ).to.deep.equal([
      403,
      'pages of other origins may not do this: the browser calls it `cross-site`',
    ]);
  });

  it('knows its pages where it is named with the port that browsers leave out', async () => {
    for (const port of [80, 443]) {
      const named = await serving({ hosts: [`ml.example:${port}`] });
      for (const Host of ['127.0.0.1:8080', 'ml.example', `ml.example:${port}`])
        expect(await started(named, { Host, Origin: 'https://ml.example' })).to.equal(202);
    }
  });

  it('is told of no other name by what a proxy hands on, which anybody can send', async () => {
    const server = await serving({ hosts: ['ml.example'] });
    const Origin = 'https://evil.example';
    for (const headers of [
      { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https' },
      { 'X-Forwarded-Server': 'evil.example', 'X-Forwarded-Port': '443' },
      { 'X-Original-Host': 'evil.example', 'X-Real-IP': '127.0.0.1' },
      { 'X-Forwarded-For': '127.0.0.1', 'Sec-Fetch-Site': 'same-origin' },
      { Forwarded: 'for=127.0.0.1;host=evil.example;proto=https' },
    ]) {
      expect(await started(server, { Host: 'ml.example', Origin, ...headers })).to.deep.equal([
        403,
        'pages of other origins may not do this: the page is at `https://evil.example`, and the request calls this server `ml.example`; if that is a proxy of this server, start it with `--allow-host evil.example`',
      ]);
      expect(await started(server, { Host: 'evil.example', Origin, ...headers })).to.deep.equal([
        421,
        '`evil.example` is not a host name of this server: add it with `--allow-host`',
      ]);
    }
  });

  it('refuses names that are none', async () => {
    for (const host of ['https://ml.example', 'ml.example/', ''])
      expect(
        await serve([], { hosts: [host], port: 0 }).catch((error: unknown) => String(error)),
      ).to.equal(
        `RangeError: \`${host}\` is not a host name, such as \`ml.example.org\` or \`ml.example.org:8443\``,
      );
  });
});
