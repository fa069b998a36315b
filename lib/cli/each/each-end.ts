import { type Observable, Subject } from 'rxjs';

import type { UsageError } from '../exit/usage-error.js';

/** Why it ends before the items do, if it does: the first reason counts. */
export class EachEnd {
  private readonly comes = new Subject<void>();
  private reason:
    | 'failure'
    | 'interrupt'
    | 'timeout'
    | 'outside-failure'
    | 'closed-output'
    | UsageError
    | undefined;

  get why(): EachEnd['reason'] {
    return this.reason;
  }

  get comes$(): Observable<void> {
    return this.comes.asObservable();
  }

  come(reason: NonNullable<EachEnd['reason']>): void {
    this.reason ??= reason;
    this.comes.next();
  }
}
