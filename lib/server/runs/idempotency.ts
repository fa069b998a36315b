import { createHash } from 'node:crypto';

import { Problem } from '../problem.js';

const mostKeys = 10_000;

/** Which run a request has started, by the key that its client gave it: sent again, it starts none. */
export class Idempotency {
  private readonly known = new Map<
    string,
    { readonly print: string; readonly run: Promise<string> }
  >();

  static print(...parts: readonly (string | Uint8Array)[]): string {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(`${part.length}:`).update(part);
    return hash.digest('hex');
  }

  /**
   * The id of the run that a request with that key starts where it is kept: so it is found again by whoever
   * serves that store next.
   */
  static runOf(key: string): string {
    const hash = createHash('sha256').update(`Idempotency-Key: ${key}`).digest();
    // A UUID of version 8 (RFC 9562), whose bits are up to whoever makes it.
    hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x80, 6);
    hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
    return hash
      .toString('hex', 0, 16)
      .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  /** The run of that key, if there is one. Throws a `Problem` where it was of another request. */
  find(key: string, print: string): Promise<string> | undefined {
    if (!/^[\x21-\x7e]{1,255}$/.test(key))
      throw new Problem(
        400,
        'wrong-key',
        '`Idempotency-Key` has 1 to 255 characters, without spaces',
      );
    const known = this.known.get(key);
    if (known !== undefined) Idempotency.refuseAnother(known.print, print);
    return known?.run;
  }

  /** Throws a `Problem` where a key was of another request. */
  static refuseAnother(known: unknown, print: string): void {
    if (known !== print)
      throw new Problem(422, 'reused-key', 'this `Idempotency-Key` was sent with another request');
  }

  /** A run that does not come about is forgotten. */
  keep(key: string, print: string, run: Promise<string>): void {
    this.known.delete(key);
    this.known.set(key, { print, run });
    run.catch(() => {
      if (this.known.get(key)?.run === run) this.known.delete(key);
    });
    const [oldest] = this.known.keys();
    if (this.known.size > mostKeys && oldest !== undefined) this.known.delete(oldest);
  }
}
