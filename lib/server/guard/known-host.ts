import type { MiddlewareHandler } from 'hono';

import { quoted } from '../../diagnostics/wording.js';
import { Problem } from '../problem.js';
import { isLoopback, type Settings } from '../server-options.js';
import { hostName } from './host-name.js';

const ofThisMachine = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * On an address of this machine only names of this machine are answered to: a page from elsewhere whose
 * own name was made to lead here (DNS rebinding) would else read all as its own. Elsewhere the token
 * keeps such a page out.
 */
export const knownHost = ({ host, hosts }: Settings): MiddlewareHandler => {
  const known = new Set([host.toLowerCase(), ...hosts.map(hostName)]);
  return async (context, next) => {
    const given = context.req.header('host') ?? '';
    const name = hostName(given);
    const isKnown =
      name !== undefined && (!isLoopback(host) || ofThisMachine.has(name) || known.has(name));
    if (!isKnown)
      throw new Problem(
        421,
        'unknown-host',
        `${quoted(given)} is not a host name of this server: add it with \`--allow-host\``,
      );
    await next();
  };
};
