import './page.css';

import { render } from 'preact';

import { ReportPage } from './report-page.js';
import { ServerPage } from './server/server-page.js';
import { serverSource } from './source/server.js';
import type { EmbeddedData, Source } from './source/source.js';

/** What stands in the page: a report, or that there is a server to ask. */
type Embedded = EmbeddedData | { readonly server: true };

const sourceOf = (data: Embedded): Source =>
  'server' in data ? serverSource : { kind: 'embedded', data };

const source = sourceOf(
  JSON.parse(document.getElementById('data')?.textContent ?? '{}') as Embedded,
);
const root = document.getElementById('page');
if (root !== null)
  render(
    source.kind === 'server' ? <ServerPage source={source} /> : <ReportPage data={source.data} />,
    root,
  );
