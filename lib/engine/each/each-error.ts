import type { InputError } from '../run/bind-inputs.js';
import { messageOf } from '../../diagnostics/thrown.js';
import type { RunError } from '../failure.js';

/** The failure of one item: which one it was, and what its run failed with. */
export class EachError extends Error {
  override readonly name = 'EachError';
  /** As it came. */
  readonly item: unknown;
  /** Its place among all items, from 0. */
  readonly index: number;
  declare readonly cause: RunError | InputError;

  constructor(item: unknown, index: number, cause: RunError | InputError) {
    super(`item ${index}: ${messageOf(cause)}`, { cause });
    this.item = item;
    this.index = index;
  }
}
