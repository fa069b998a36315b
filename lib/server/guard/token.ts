import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

import { Problem } from '../problem.js';
import type { Settings } from '../server-options.js';
import { hostName, portOf } from './host-name.js';

/**
 * Browsers give a cookie to all ports of a name, and a proxy may have several servers behind one name. The
 * port of the name tells apart what has the same port in two containers.
 */
const cookieOf = ({ req, env }: Context): string => {
  const { incoming } = env as HttpBindings;
  const ports = [portOf(req.header('host') ?? ''), incoming.socket.localPort];
  return ['mlpipeline', ...new Set(ports.filter((one) => one !== undefined).map(String))].join('-');
};

/**
 * Who may do what: whoever sends the token, and the browser that has been given a cookie for it, which a
 * page cannot read and no other site makes it send. Both end with the process.
 */
export class TokenGuard {
  private readonly key = randomBytes(32);
  private readonly token: string | undefined;
  private readonly proxies: ReadonlySet<string | undefined>;

  constructor({ token, hosts }: Pick<Settings, 'token' | 'hosts'>) {
    this.token = token;
    this.proxies = new Set(hosts.map(hostName));
  }

  readonly middleware: MiddlewareHandler = async (context, next) => {
    if (!this.isAllowed(context))
      throw new Problem(
        401,
        'no-token',
        'send the token of this server: `Authorization: Bearer TOKEN`',
        {},
        { 'WWW-Authenticate': 'Bearer realm="mlpipeline"' },
      );
    await next();
  };

  /** Gives the browser that sends this the cookie. */
  admit(context: Context): void {
    if (this.token === undefined) return;
    setCookie(context, cookieOf(context), this.digest(this.token).toString('base64url'), {
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      secure: this.isSecure(context),
    });
  }

  private isAllowed(context: Context): boolean {
    if (this.token === undefined) return true;
    const own = this.digest(this.token);
    const bearer = /^Bearer +(\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
    if (bearer !== undefined) return timingSafeEqual(this.digest(bearer), own);
    const given = Buffer.from(getCookie(context, cookieOf(context)) ?? '', 'base64url');
    return given.length === own.length && timingSafeEqual(given, own);
  }

  /** Whether the browser speaks HTTPS, with a proxy: it says so itself, or the proxy does. */
  private isSecure({ req }: Context): boolean {
    if (req.header('origin')?.toLowerCase().startsWith('https://') === true) return true;
    const isProxy = this.proxies.has(hostName(req.header('host') ?? ''));
    return isProxy && /^https(?:$|[\s,])/i.test(req.header('x-forwarded-proto') ?? '');
  }

  // Of equal length whatever was sent, so that the time tells nothing of it.
  private digest(text: string): Buffer {
    return createHmac('sha256', this.key).update(text).digest();
  }
}
