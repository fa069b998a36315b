// A text in the midst of a pipeline, merged with what a reader corrects: what follows from it follows
// from both. npx tsx examples/composing/corrections.ts PAGE, and type the text that is right.
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { defer, finalize, from, map, merge, type Observable, share, takeUntil } from 'rxjs';

// In a project of your own: from 'mlpipeline'.
import {
  liveOutputs,
  loadFile,
  orThrow,
  type RunOptions,
  start,
  type Values,
} from '../../lib/index.js';

const pipeline = async (name: string) =>
  orThrow(await loadFile(fileURLToPath(new URL(name, import.meta.url))));
const reading = await pipeline('reading.yaml');
const extraction = await pipeline('extraction.yaml');

/** The fields of a page, of its text as it was read and of each that a reader puts in its place. */
export const fieldsOf = (
  page: string,
  corrections$: Observable<string>,
  { scheduler, seed }: Pick<RunOptions, 'scheduler' | 'seed'> = {},
): Observable<Values> =>
  defer(() => {
    const options = {
      ...(scheduler === undefined ? {} : { scheduler }),
      ...(seed === undefined ? {} : { seed }),
    };
    const run = start(reading, { page }, options);
    const corrected$ = corrections$.pipe(share());
    // Who corrects before the page is read knows better.
    const read$ = run.consumable('ocr.text').pipe(takeUntil(corrected$));
    return merge(corrected$, read$).pipe(
      map((text) => ({ page, text })),
      liveOutputs(extraction, options),
      finalize(() => {
        run.cancel();
      }),
    );
  });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lines = createInterface({ input: process.stdin });
  fieldsOf(process.argv[2] ?? 'page.png', from(lines)).subscribe(console.log);
}
