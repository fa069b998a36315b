import { writeFileSync } from 'node:fs';

import type { ComparisonData } from '../../comparison/comparison-data.js';
import { comparisonPage } from '../../comparison/page.js';
import { quoted } from '../../diagnostics/wording.js';
import { UsageError } from '../exit/usage-error.js';
import { whyNotWritten } from '../files/file-error.js';

/** Writes the page of a comparison. Throws a `UsageError` where it cannot. */
export const writeComparison = async (path: string, data: ComparisonData): Promise<void> => {
  const page = await comparisonPage(data);
  try {
    writeFileSync(path, page);
  } catch (error) {
    throw new UsageError(`${quoted(path)} cannot be written: ${whyNotWritten(error)}`);
  }
};
