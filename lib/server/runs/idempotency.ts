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

  /** The run of that key, if there is one. Throws a `Problem` where it was of another request. */
  find(key: string, print: string): Promise<string> | undefined {
    if (!/^[\x21-\x7e]{1,255}$/.test(key))
      throw new Problem(
        400,
        'wrong-key',
        '`Idempotency-Key` has 1 to 255 characters, without spaces',
      );
    const known = this.known.get(key);
    if (known !== undefined && known.print !== print)
      throw new Problem(422, 'reused-key', 'this `Idempotency-Key` was sent with another request');
    return known?.run;
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
