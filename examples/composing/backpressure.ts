// Pages are taken from a source no faster than their results can be written, however many there are:
// npx tsx examples/composing/backpressure.ts COUNT > results.ndjson
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { lastValueFrom, tap } from 'rxjs';

// In a project of your own: from 'mlpipeline'.
import { each, type EachOptions, loadFile, orThrow, type Values } from '../../lib/index.js';

const reading = orThrow(await loadFile(fileURLToPath(new URL('reading.yaml', import.meta.url))));

/** The items of a source, held back while whoever reads the results lags behind. */
async function* heldBackBy(output: Writable, items: AsyncIterable<Values>): AsyncGenerator<Values> {
  for await (const item of items) {
    if (output.writableNeedDrain) await once(output, 'drain');
    yield item;
  }
}

/** Reads pages and writes a line for each; resolves when all are written. */
export const readAll = async (
  pages: AsyncIterable<Values>,
  output: Writable,
  options: EachOptions = {},
): Promise<void> => {
  // Not `from(pages)`: that would pull all pages at once, and they would queue.
  const results$ = each(reading, { ...options, onFailure: 'emit' })(heldBackBy(output, pages));
  await lastValueFrom(
    results$.pipe(
      tap(({ outputs, error }) => {
        output.write(`${JSON.stringify(outputs ?? { error: error.message })}\n`);
      }),
    ),
    { defaultValue: undefined },
  );
};

async function* numbered(count: number): AsyncGenerator<Values> {
  for (let page = 1; page <= count; page += 1) {
    console.error(`page ${page} is asked for`);
    yield await Promise.resolve({ page: `page-${page}.png` });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await readAll(numbered(Number(process.argv[2] ?? 10)), process.stdout);
