import type { Observable } from 'rxjs';
import { ReplaySubject, take } from 'rxjs';

import type { Results } from '../store.js';

/** What this process computes, by its key: whoever wants the same waits for it. */
export class AtWork {
  private readonly ends = new Map<string, ReplaySubject<void>>();

  /** Emits once when what has that key is no longer at work; `undefined` where it is not. */
  end(key: string): Observable<void> | undefined {
    return this.ends.get(key)?.pipe(take(1));
  }

  /** Gives what ends it. */
  begin(key: string): () => void {
    const end$ = new ReplaySubject<void>(1);
    this.ends.set(key, end$);
    return () => {
      this.ends.delete(key);
      end$.next();
    };
  }
}

const all = new WeakMap<Results, AtWork>();

/** All runs of a process that share results share what is at work. */
export const atWorkFor = (results: Results): AtWork => {
  let atWork = all.get(results);
  if (atWork === undefined) all.set(results, (atWork = new AtWork()));
  return atWork;
};
