/*
 * What the server costs: small runs over HTTP, one after another and many at once, in memory and in SQLite;
 * a list and a run of a store with many; and a run that nobody watches beside one that a thousand do.
 *
 *     npx tsx bench/server.ts [runs] [watchers]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

import { type PipelineServer, serve } from '../lib/server/server.js';
import { openStore } from '../lib/store/open-store.js';
import { loadText, orThrow } from '../lib/load.js';
import { median } from './figures.js';

const runs = Number(process.argv[2] ?? 500);
const watchers = Number(process.argv[3] ?? 1_000);
const tasks = 2_000;

const small = orThrow(
  await loadText(`
pipeline:
  name: Small
  inputs: [value]
  outputs: [a.value]
  components: { a: { runner: PassThrough, inputs: [value], outputs: [value] } }
`),
);
const wide = orThrow(
  await loadText(`
pipeline:
  name: Wide
  inputs: [value]
  outputs: [${Array.from({ length: tasks }, (_, at) => `t${at}.value`).join(', ')}]
  components:
${Array.from({ length: tasks }, (_, at) => `    t${at}: { runner: PassThrough, inputs: [value], outputs: [value] }`).join('\n')}
  concurrency: 20
`),
);

const run = async ({ url }: PipelineServer, pipeline: string, query = '?wait'): Promise<string> => {
  const answer = await fetch(`${url}pipelines/${pipeline}/runs${query}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"value": "x"}',
  });
  if (!answer.ok) throw new Error(await answer.text());
  await answer.text();
  return answer.headers.get('location') ?? '';
};

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work();
  return performance.now() - from;
};

const smallRuns = async (server: PipelineServer, what: string): Promise<void> => {
  for (let warm = 0; warm < 100; warm += 1) await run(server, 'small');
  const each: number[] = [];
  for (let one = 0; one < runs; one += 1) each.push(await timed(() => run(server, 'small')));
  let left = runs;
  const atOnce = await timed(() =>
    Promise.all(
      Array.from({ length: 16 }, async () => {
        while (left-- > 0) await run(server, 'small');
      }),
    ),
  );
  console.log(
    `${what}: ${median(each).toFixed(2)} ms a run in the median, ${((runs / atOnce) * 1_000).toFixed(0)} runs a second by 16 clients`,
  );
};

/** Watches to the end, and resolves then. */
const watched = ({ port }: PipelineServer, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent: false }, (answer) => {
      answer.resume();
      answer.once('end', resolve);
    }).once('error', reject);
  });

const wideRun = async (server: PipelineServer, count: number): Promise<void> => {
  const before = process.memoryUsage().rss;
  let seen = 0;
  const took = await timed(async () => {
    const where = await run(server, 'wide', '');
    const all = Array.from({ length: count }, () => watched(server, `${where}/events`));
    for (;;) {
      const { state } = (await (await fetch(new URL(where, server.url))).json()) as {
        readonly state: string;
      };
      if (state === 'done') break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    seen = performance.now();
    await Promise.all(all);
  });
  const grown = (process.memoryUsage().rss - before) / 2 ** 20;
  console.log(
    `a run of ${tasks} tasks, ${count} watch: ${(took - (performance.now() - seen)).toFixed(0)} ms to its end, ${took.toFixed(0)} ms until all have read it, ${grown.toFixed(0)} MB more`,
  );
};

const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-bench-'));
const store = await openStore(folder);
const inMemory = await serve([small, wide], { port: 0 });
const kept = await serve([small, wide], { port: 0, store });
try {
  await smallRuns(inMemory, 'in memory');
  await smallRuns(kept, 'in SQLite');
  const list: number[] = [];
  for (let one = 0; one < 50; one += 1)
    list.push(await timed(async () => (await fetch(`${kept.url}runs`)).text()));
  console.log(`the last 100 of ${runs * 2 + 100} runs: ${median(list).toFixed(1)} ms`);
  for (const count of [0, 0, watchers]) await wideRun(inMemory, count);
} finally {
  await inMemory.close();
  await kept.close();
  await store.close();
  rmSync(folder, { recursive: true });
}
