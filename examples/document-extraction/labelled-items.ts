/*
 * A folder of labelled pages as items of a sweep, one a line, its paths from where this is run:
 *
 *   npx tsx examples/document-extraction/labelled-items.ts FOLDER > receipts.ndjson
 */
import { labelledPages } from './evaluation/labels.js';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('npx tsx examples/document-extraction/labelled-items.ts FOLDER');
  process.exitCode = 2;
} else
  for (const { path, expected } of await labelledPages(folder))
    console.log(JSON.stringify({ document_id: path, label: expected }));
