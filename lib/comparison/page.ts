import { counted } from '../diagnostics/wording.js';
import { html } from '../sinks/report/html.js';
import { loadPage } from '../sinks/report/page-files.js';
import type { ComparisonData } from './comparison-data.js';

/** One self-contained HTML page of a comparison. */
export const comparisonPage = async (data: ComparisonData): Promise<string> =>
  html(`${data.pipeline}: ${counted(data.rows.length, 'row')}`, data, await loadPage());
