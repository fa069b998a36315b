import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

import { Problem } from '../problem.js';

const cookie = 'mlpipeline';

/**
 * Who may do what: whoever sends the token, and the browser that has been given a cookie for it, which a
 * page cannot read and no other site makes it send. Both end with the process.
 */
export class TokenGuard {
  private readonly key = randomBytes(32);
  private readonly token: string | undefined;

  constructor(token: string | undefined) {
    this.token = token;
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
    setCookie(context, cookie, this.digest(this.token).toString('base64url'), {
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      secure: new URL(context.req.url).protocol === 'https:',
    });
  }

  private isAllowed(context: Context): boolean {
    if (this.token === undefined) return true;
    const own = this.digest(this.token);
    const bearer = /^Bearer +(\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
    if (bearer !== undefined) return timingSafeEqual(this.digest(bearer), own);
    const given = Buffer.from(getCookie(context, cookie) ?? '', 'base64url');
    return given.length === own.length && timingSafeEqual(given, own);
  }

  // Of equal length whatever was sent, so that the time tells nothing of it.
  private digest(text: string): Buffer {
    return createHmac('sha256', this.key).update(text).digest();
  }
}
