// Two pipelines in a row, as operators: npx tsx examples/composing/two-pipelines.ts PAGE…
import { fileURLToPath } from 'node:url';

import { map, type Observable, of } from 'rxjs';

// In a project of your own: from 'mlpipeline'.
import { each, type EachOptions, loadFile, orThrow, type Values } from '../../lib/index.js';

const pipeline = async (name: string) =>
  orThrow(await loadFile(fileURLToPath(new URL(name, import.meta.url))));
const reading = await pipeline('reading.yaml');
const extraction = await pipeline('extraction.yaml');

/** The fields of each page, in the order of the pages: while one is extracted, the next is read. */
export const fieldsOf = (
  pages$: Observable<string>,
  options: EachOptions = {},
): Observable<Values> =>
  pages$.pipe(
    map((page) => ({ page })),
    each(reading, { ...options, concurrency: 4, onFailure: 'error' }),
    each(extraction, { ...options, concurrency: 4, onFailure: 'error' }),
  );

if (process.argv[1] === fileURLToPath(import.meta.url))
  fieldsOf(of(...process.argv.slice(2))).subscribe(console.log);
