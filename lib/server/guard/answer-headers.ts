import type { MiddlewareHandler } from 'hono';

/** Of what is no page: a browser that shows it all the same runs nothing of it. */
export const inertPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";

const always: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/** What every answer says to browsers, unless it says otherwise itself. */
export const answerHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  const { headers } = context.res;
  for (const [name, value] of Object.entries(always)) headers.set(name, value);
  if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', inertPolicy);
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store');
};
