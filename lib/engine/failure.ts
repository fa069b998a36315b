import { quoted } from '../diagnostics/wording.js';

/** Why a task has no outputs. */
export interface Failure {
  readonly kind:
    | 'error' // the runner threw, rejected or errored
    | 'timeout' // an attempt took longer than it may
    | 'no-outputs' // the runner gave nothing, or not all that was asked of it
    | 'bad-value'; // a value does not fit the codec of its port
  /** The task that failed first: a skipped task carries its cause on. */
  readonly task: string;
  /** From 1: the attempt that failed last. */
  readonly attempt: number;
  readonly message: string;
  /** What the runner threw, where it did. */
  readonly cause: unknown;
  /** Whether another attempt would be of no use. */
  readonly final: boolean;
}

/** What is said of a run that was stopped from outside. */
export const stoppedBy = {
  cancelled: 'the run was cancelled',
  timeout: 'the run timed out',
} as const;

/** What is said of a task that failed. */
export const saidOf = ({ task, message }: Pick<Failure, 'task' | 'message'>): string =>
  `${quoted(task)} failed: ${message}`;

/** How a run that did not come to its outputs ends, at the edge where a caller waits for them. */
export class RunError extends Error {
  override readonly name = 'RunError';
  readonly outcome: 'failed' | 'cancelled' | 'timeout';
  /** That of the first output that failed, then those of other tasks in the order in which they happened. */
  readonly failures: readonly Failure[];

  constructor(
    outcome: RunError['outcome'],
    message: string,
    failures: readonly Failure[] = [],
    cause: unknown = failures[0]?.cause,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.outcome = outcome;
    this.failures = failures;
  }
}

/** The failure of a task, for the task that it is a part of. */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    const { message, cause } = failure;
    // Of parts of parts the innermost is told.
    super(cause instanceof FailureError ? message : saidOf(failure));
    this.failure = failure;
  }
}
