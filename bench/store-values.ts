/*
 * What keeping values costs: small ones, which stand in a row, and bytes, each of which is a blob.
 *
 *     npx tsx bench/store-values.ts
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

import { folderBlobs } from '../lib/store/values/folder-blobs.js';
import { keeperOf } from '../lib/store/values/keeper-of.js';
import { median } from './figures.js';

const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-bench-'));
const blobs = folderBlobs(join(folder, 'values'));
const keeper = keeperOf(blobs);

/** The median over rounds, in microseconds, of one of `count`. */
const timed = async (
  rounds: number,
  count: number,
  act: (index: number) => Promise<unknown>,
): Promise<number> => {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const from = performance.now();
    for (let index = 0; index < count; index += 1) await act(round * count + index);
    // The first round is for the compiler.
    if (round > 0) times.push(((performance.now() - from) * 1000) / count);
  }
  return median(times);
};

const told = (what: string, microseconds: number): void => {
  console.log(
    `${what}: ${microseconds < 1000 ? `${microseconds.toFixed(1)} µs` : `${(microseconds / 1000).toFixed(1)} ms`}`,
  );
};

const fields = (index: number): unknown => ({
  vendor: 'Stationery of the North',
  total: 12.5 + index,
  lines: [{ text: 'paper', price: 4.5, at: [12, 40, 310, 62] }],
  isPaid: true,
});

try {
  told(
    'a small value kept and given back',
    await timed(20, 2000, async (index) => keeper.value(await keeper.keep(fields(index)))),
  );
  told(
    'the same with a date and a short vector',
    await timed(20, 2000, async (index) =>
      keeper.value(
        await keeper.keep({ at: new Date(index), vector: Float32Array.of(1, 2, 3), of: fields(1) }),
      ),
    ),
  );
  const page = new Uint8Array(200_000);
  const fresh = (index: number): Uint8Array => {
    new DataView(page.buffer).setUint32(0, index);
    return page;
  };
  told(
    '200 kB of bytes kept, written and synced',
    await timed(5, 20, (index) => keeper.keep(fresh(index))),
  );
  told('the same once more', await timed(5, 20, () => keeper.keep(page)));
  const kept = await keeper.keep(page);
  told('200 kB given back, and checked', await timed(5, 100, () => keeper.value(kept)));

  const large = new Uint8Array(100_000_000).fill(7);
  const before = process.memoryUsage.rss();
  const from = performance.now();
  const hundred = await keeper.keep({ page: large });
  told('100 MB of bytes kept', (performance.now() - from) * 1000);
  console.log(
    `  memory: ${((process.memoryUsage.rss() - before) / 1e6).toFixed(0)} MB more than before`,
  );
  const again = performance.now();
  await keeper.value(hundred);
  told('100 MB given back, and checked', (performance.now() - again) * 1000);
  const file = join(folder, 'file');
  writeFileSync(file, large.fill(8));
  const start = performance.now();
  await blobs.putFile(file);
  told('a file of 100 MB kept', (performance.now() - start) * 1000);
} finally {
  rmSync(folder, { recursive: true });
}
