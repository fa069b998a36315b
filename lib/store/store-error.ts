import { quoted } from '../diagnostics/wording.js';

/** What went wrong with a store: where, what, and what to do. */
export class StoreError extends Error {
  override readonly name: string = 'StoreError';
}

/** No run has that id, or several begin with it. */
export class UnknownRunError extends StoreError {
  override readonly name: string = 'UnknownRunError';
}

const mostNamed = 5;

/** Several runs begin with that. */
export class SeveralRunsError extends UnknownRunError {
  override readonly name = 'SeveralRunsError';

  constructor(id: string, runs: readonly string[]) {
    const named = runs.slice(0, mostNamed).map(quoted);
    const more = runs.length > mostNamed ? ' and more' : '';
    super(`several runs begin with ${quoted(id)}: ${named.join(', ')}${more}; give more of the id`);
  }
}

/** There is a run with the id that a new one was to have. */
export class RunExistsError extends StoreError {
  override readonly name = 'RunExistsError';
  readonly run: string;

  constructor(run: string, where: string) {
    super(
      `the store \`${where}\` already has a run ${quoted(run)}: give this one another id, or none for a new one`,
    );
    this.run = run;
  }
}

/** Another process holds the run: only one at a time drives it. */
export class RunHeldError extends StoreError {
  override readonly name = 'RunHeldError';
  readonly run: string;
  readonly holder: { readonly name: string; readonly since: number };

  constructor(run: string, holder: { readonly name: string; readonly since: number }) {
    super(
      `the run ${quoted(run)} is at work: ${quoted(holder.name)} has held it since ${new Date(holder.since).toISOString()}; wait until it has ended, or stop that process`,
    );
    this.run = run;
    this.holder = holder;
  }
}

/** Another process has taken the run over: what this one does for it counts no more. */
export class LeaseLostError extends StoreError {
  override readonly name = 'LeaseLostError';
  readonly run: string;

  constructor(run: string) {
    super(
      `another process has taken over the run ${quoted(run)}: this process no longer writes to it`,
    );
    this.run = run;
  }
}

/** A blob that is missing, or is not what its name says. */
export class BlobError extends StoreError {
  override readonly name = 'BlobError';
  readonly hash: string;

  constructor(hash: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.hash = hash;
  }
}
