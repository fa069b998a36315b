import { valueText } from '../../comparison/row-text.js';
import { visible } from '../../diagnostics/visible.js';
import { settingOf } from '../../store/batch-key.js';
import type { RunSummary } from '../../store/store.js';
import { shortId } from '../store/short-id.js';

/** The batch that a run is of, and of a sweep what was set: by what items are known tells a reader nothing. */
export const batchText = ({ id, key }: NonNullable<RunSummary['batch']>): string => {
  const set = Object.entries(settingOf(key)?.values ?? {}).map(
    ([param, value]) => `${param}=${valueText(value)}`,
  );
  return visible([shortId(id), set.join(', ')].join(' ').trimEnd());
};
