import type { MiddlewareHandler } from 'hono';

import { quoted } from '../../diagnostics/wording.js';
import { Problem } from '../problem.js';
import type { Settings } from '../server-options.js';
import { hostName } from './host-name.js';

const readOnly = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The name and port of an origin, which has no port where that is the one of its scheme. */
const placeOf = (origin: string): string | undefined => {
  const place = /^https?:\/\/(.*)$/i.exec(origin)?.[1]?.toLowerCase();
  return place === undefined || hostName(place) === undefined ? undefined : place;
};

const refused = (why: string): Problem =>
  new Problem(403, 'foreign-origin', `pages of other origins may not do this: ${why}`);

/**
 * Pages from elsewhere change nothing here: a browser says where a request that does comes from, and
 * nobody else sends that. A proxy may call the server otherwise than the browser calls the proxy.
 */
export const sameOrigin = ({ hosts }: Pick<Settings, 'hosts'>): MiddlewareHandler => {
  // Browsers leave out the port of the scheme.
  const known = new Set(hosts.map((one) => one.toLowerCase().replace(/:(?:80|443)$/, '')));
  return async ({ req }, next) => {
    if (!readOnly.has(req.method)) {
      const origin = req.header('origin');
      const site = req.header('sec-fetch-site');
      const own = req.header('host') ?? '';
      if (origin !== undefined) {
        const place = placeOf(origin);
        const page = `the page is at ${quoted(origin)}`;
        if (place === undefined) throw refused(page);
        if (place !== own.toLowerCase() && !known.has(place))
          throw refused(
            `${page}, and the request calls this server ${quoted(own)}; if that is a proxy of this server, start it with \`--allow-host ${place}\``,
          );
      }
      if (site !== undefined && site !== 'same-origin' && site !== 'none')
        throw refused(`the browser calls it ${quoted(site)}`);
    }
    await next();
  };
};
