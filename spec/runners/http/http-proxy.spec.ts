import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect } from 'chai';

import { oneTask } from '../one-task.js';

describe('Http by a proxy of the environment', () => {
  const variables = ['http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) => [
    name,
    name.toUpperCase(),
  ]);
  const before_ = Object.fromEntries(variables.map((name) => [name, process.env[name]]));
  let proxy: Server;
  let asked: (string | undefined)[][];
  let port: number;

  before(async () => {
    proxy = createServer((request, response) => {
      asked.push([request.method, request.url, request.headers['proxy-authorization']]);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"out": "proxied"}');
    });
    proxy.on('connect', ({ method, url, headers }, socket) => {
      asked.push([method, url, headers['proxy-authorization']]);
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    ({ port } = proxy.address() as AddressInfo);
  });
  after(() => {
    for (const [name, value] of Object.entries(before_)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    proxy.close();
  });
  beforeEach(() => {
    asked = [];
    for (const name of variables) Reflect.deleteProperty(process.env, name);
  });

  const call = async (url: string): Promise<unknown> => {
    const { outputs, error } = await oneTask({ runner: 'Http', params: { url } });
    const [failed] = (await error)?.failures ?? [];
    return failed === undefined ? await outputs : [failed.message, failed.final];
  };

  it('plain HTTP: it is asked for the whole address', async () => {
    process.env['HTTP_PROXY'] = `127.0.0.1:${port}`;
    expect(await call('http://model.invalid/x')).to.deep.equal({ out: 'proxied' });
    expect(asked).to.deep.equal([['POST', 'http://model.invalid/x', undefined]]);
  });

  it('its password stands in no message', async () => {
    process.env['https_proxy'] = `http://me:secret@127.0.0.1:${port}`;
    expect(await call('https://model.invalid/x')).to.deep.equal([
      'the call to `https://model.invalid/x` failed: the proxy answered with status 407; environment variable `https_proxy` sets a proxy',
      true,
    ]);
    const basic = `Basic ${Buffer.from('me:secret').toString('base64')}`;
    expect(asked).to.deep.equal([['CONNECT', 'model.invalid:443', basic]]);
  });

  it('not for what is exempt, of another scheme, or this machine', async () => {
    const none = (url: string) => [`the call to \`${url}\` failed: there is no such host`, true];
    process.env['HTTP_PROXY'] = `http://127.0.0.1:${port}`;
    expect(await call('https://model.invalid/x')).to.deep.equal(none('https://model.invalid/x'));
    expect(await call('http://127.0.0.1:1/')).to.deep.equal([
      'the call to `http://127.0.0.1:1/` failed: the connection was refused',
      false,
    ]);
    // One that is empty counts as one that is not set.
    process.env['no_proxy'] = '';
    process.env['NO_PROXY'] = 'example.org,.invalid';
    const [message] = (await call('http://model.invalid/x')) as [string];
    expect(message).to.contain('there is no such host');
    expect(asked).to.deep.equal([]);
  });

  it('one that is not there, and what is none', async () => {
    process.env['HTTP_PROXY'] = 'http://127.0.0.1:1';
    expect(await call('http://model.invalid/x')).to.deep.equal([
      'the call to `http://model.invalid/x` failed: the connection was refused; environment variable `HTTP_PROXY` sets a proxy',
      false,
    ]);
    process.env['HTTP_PROXY'] = 'socks5://127.0.0.1:1';
    expect(await call('http://model.invalid/x')).to.deep.equal([
      'environment variable `HTTP_PROXY` is not the address of a proxy: expected `http://host:port`',
      true,
    ]);
  });
});
