import type { Dispatcher } from 'undici';

import { proxyFor } from './http-proxy.js';

const options = {
  // A connection for each call. One that is kept may be closed by the service just as the next
  // request goes out; nobody could tell then whether it was taken, and it must not be sent twice.
  pipelining: 0,
  maxHeaderSize: 1_000_000,
  // What is waited for has its limit in the component's `timeout`, and none without.
  headersTimeout: 0,
  bodyTimeout: 0,
};

const dispatchers = new Map<string, Dispatcher>();

/** What connects to an address: itself, or by the proxy that the environment names. */
export const dispatcherFor = async (url: URL): Promise<Dispatcher> => {
  const { Agent, EnvHttpProxyAgent } = await import('undici');
  const address = proxyFor(url)?.address;
  const exempt = ['no_proxy', 'NO_PROXY'].find((name) => process.env[name]) ?? 'NO_PROXY';
  const noProxy = process.env[exempt] ?? '';
  const key = JSON.stringify([address, noProxy]);
  const made =
    dispatchers.get(key) ??
    (address === undefined
      ? new Agent(options)
      : new EnvHttpProxyAgent({
          ...options,
          httpProxy: address,
          httpsProxy: address,
          noProxy,
          // To plain HTTP a proxy is asked for the whole address: few tunnel to port 80.
          proxyTunnel: false,
        }));
  dispatchers.set(key, made);
  return made;
};
