/*
 * What the server costs: small runs over HTTP, one after another and many at once, in memory and in SQLite;
 * a list and a run of a store with many; a run that nobody watches beside one that a thousand do; and a
 * thousand that watch a run of another process.
 *
 *     npx tsx bench/server.ts [runs] [watchers]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';

import { start } from '../lib/engine/run/start.js';
import { defineRunner } from '../lib/runners/runner.js';
import { shippedRunners } from '../lib/runners/shipped/shipped-runners.js';
import * as t from 'io-ts';

import { type PipelineServer, serve } from '../lib/server/server.js';
import { openStore } from '../lib/store/open-store.js';
import type { Store } from '../lib/store/store.js';
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
      await setTimeout(20);
    }
    seen = performance.now();
    await Promise.all(all);
  });
  const grown = (process.memoryUsage().rss - before) / 2 ** 20;
  console.log(
    `a run of ${tasks} tasks, ${count} watch: ${(took - (performance.now() - seen)).toFixed(0)} ms to its end, ${took.toFixed(0)} ms until all have read it, ${grown.toFixed(0)} MB more`,
  );
};

/** A run that the server does not drive writes a line ten times a second, for ten seconds. */
const elsewhere = async (folder: string, count: number): Promise<void> => {
  const Talk = defineRunner({
    name: 'Talk',
    outputs: { told: t.number },
    run: async (_, { log }) => {
      for (let line = 0; line < 100; line += 1) {
        log(`line ${line}`);
        await setTimeout(100);
      }
      return { told: 100 };
    },
  });
  const pipeline = orThrow(
    await loadText(
      'pipeline: { name: Talk, inputs: [], outputs: [a.told], components: { a: { runner: Talk, inputs: [], outputs: [told] } } }',
      { runners: shippedRunners.with([Talk]) },
    ),
  );
  const [own, others] = [await openStore(folder), await openStore(folder)];
  let reads = 0;
  const { history } = own;
  const counting: Store = {
    ...own,
    history: {
      ...history,
      run: (id) => {
        reads += 1;
        return history.run(id);
      },
      events: (...asked) => {
        reads += 1;
        return history.events(...asked);
      },
    },
  };
  const server = await serve([], { port: 0, store: counting });
  const run = start(pipeline, {}, { store: others });
  while (!(await fetch(`${server.url}runs/${run.id}`)).ok) await setTimeout(20);
  const before = process.cpuUsage();
  reads = 0;
  const all = Array.from({ length: count }, () => watched(server, `/runs/${run.id}/events`));
  const took = await timed(() => Promise.all(all));
  const { user, system } = process.cpuUsage(before);
  console.log(
    `a run of another process for 10 s, ${count} watch: ${reads} reads of the store, ${((user + system) / 1_000).toFixed(0)} ms of the processor, all have read it after ${took.toFixed(0)} ms`,
  );
  await server.close();
  await own.close();
  await others.close();
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
  for (const count of [1, watchers]) await elsewhere(folder, count);
} finally {
  await inMemory.close();
  await kept.close();
  await store.close();
  rmSync(folder, { recursive: true });
}
