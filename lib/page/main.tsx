import './page.css';

import { render } from 'preact';

import type { ItemsData } from '../sinks/report/items-data.js';
import type { ReportData } from '../sinks/report/report-data.js';
import { ReportPage } from './report-page.js';

const data = JSON.parse(document.getElementById('data')?.textContent ?? '{}') as
  ReportData | ItemsData;
const root = document.getElementById('page');
if (root !== null) render(<ReportPage data={data} />, root);
