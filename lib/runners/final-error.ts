import { isError, readOf } from '../diagnostics/thrown.js';

/** Thrown by a runner whose failure no further attempt could mend. */
export class FinalError extends Error {
  override readonly name: string = 'FinalError';
  /** Tells it where `instanceof` does not: a module of runners may import another copy of this. */
  readonly isFinal = true;
}

export const isFinal = (error: unknown): boolean =>
  isError(error) && readOf(error, 'isFinal') === true;
