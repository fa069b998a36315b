import type { MiddlewareHandler } from 'hono';

import { Problem } from '../problem.js';

const readOnly = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Pages from elsewhere change nothing here: a browser says where a request that does comes from, and
 * nobody else sends that.
 */
export const sameOrigin: MiddlewareHandler = async (context, next) => {
  const { req } = context;
  if (!readOnly.has(req.method)) {
    const origin = req.header('origin');
    const site = req.header('sec-fetch-site');
    const own = req.header('host')?.toLowerCase();
    const isOwn = origin === undefined || /^https?:\/\/(.*)$/i.exec(origin)?.[1] === own;
    if (!isOwn || (site !== undefined && site !== 'same-origin' && site !== 'none'))
      throw new Problem(403, 'foreign-origin', 'pages of other origins may not do this');
  }
  await next();
};
