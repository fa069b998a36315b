import { sweepKeyText } from '../../comparison/sweep-key.js';
import { visible } from '../../diagnostics/visible.js';
import type { RunSummary } from '../../store/store.js';
import { shortId } from '../store/short-id.js';

/** The batch that a run is of, and of a sweep what was set: by what items are known tells a reader nothing. */
export const batchText = ({ id, key }: NonNullable<RunSummary['batch']>): string =>
  visible([shortId(id), sweepKeyText(key)].join(' ').trimEnd());
