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

  /**
   * What `start` gives to the first of the requests with that key, for the others what `find` has of its run.
   * They wait for it; where it does not come about, or is no longer there, the next of them starts one.
   * Rejects with a `Problem` where the key was of another request.
   */
  async once<Run extends { readonly id: string }>(
    key: string,
    print: string,
    find: (id: string) => Promise<Run | undefined>,
    start: () => Promise<Run>,
  ): Promise<Run> {
    for (let known = this.find(key, print); known !== undefined; known = this.find(key, print)) {
      const id = await known.catch(() => undefined);
      const run = id === undefined ? undefined : await find(id);
      if (run !== undefined) return run;
      this.forget(key, known);
    }
    // Nothing is awaited between these: whoever looks next finds the key.
    const starting = start();
    this.keep(
      key,
      print,
      starting.then(({ id }) => id),
    );
    return starting;
  }

  /** Throws a `Problem` where a key was of another request. */
  static refuseAnother(known: unknown, print: string): void {
    if (known !== print)
      throw new Problem(422, 'reused-key', 'this `Idempotency-Key` was sent with another request');
  }

  /** The run of that key, if there is one. Throws a `Problem` where it was of another request. */
  private find(key: string, print: string): Promise<string> | undefined {
    if (!/^[\x21-\x7e]{1,255}$/.test(key))
      throw new Problem(
        400,
        'wrong-key',
        '`Idempotency-Key` must have 1 to 255 characters, without spaces',
      );
    const known = this.known.get(key);
    if (known !== undefined) Idempotency.refuseAnother(known.print, print);
    return known?.run;
  }

  /** A run that does not come about is forgotten. */
  private keep(key: string, print: string, run: Promise<string>): void {
    this.known.delete(key);
    this.known.set(key, { print, run });
    run.catch(() => {
      this.forget(key, run);
    });
    const [oldest] = this.known.keys();
    if (this.known.size > mostKeys && oldest !== undefined) this.known.delete(oldest);
  }

  private forget(key: string, run: Promise<string>): void {
    if (this.known.get(key)?.run === run) this.known.delete(key);
  }
}
