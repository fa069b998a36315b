/*
 * What a server takes to compare the runs of a sweep that is in its store: once, again, and ten times at once;
 * then again while one of the runs is at work.
 *
 *     npx tsx bench/compared.ts [runs]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';

import { loadText, orThrow } from '../lib/load.js';
import { serve } from '../lib/server/server.js';
import { prepareDurable } from '../lib/store/durable/prepare-durable.js';
import { openStore } from '../lib/store/open-store.js';
import type { FinishedTask } from '../lib/store/store.js';

const runs = Number(process.argv[2] ?? 2_000);
const tasks = 5;
const names = Array.from({ length: tasks }, (_, at) => `t${at}`);

const pipeline = orThrow(
  await loadText(`
pipeline:
  name: Swept
  inputs: [value]
  outputs: [${names.map((name) => `${name}.value`).join(', ')}]
  components:
${names.map((name) => `    ${name}: { runner: PassThrough, inputs: [value], outputs: [value] }`).join('\n')}
`),
);
const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-bench-'));
const store = await openStore(folder);
const first = (
  await prepareDurable(pipeline, { value: 0 }, { store, keeper: store.values })
).begin();
await first.outputs;
const { declared, options, code } = await store.history.run(first.id);

/** A run of the sweep, written as fast as the store takes it; it is at work still where it is not ended. */
const write = async (at: number, isEnded: boolean): Promise<void> => {
  const value = await store.values.keep(at);
  const writer = await store.create({
    ...{ id: `run-${String(at)}`, pipeline: declared, inputs: new Map([['value', value]]) },
    ...{ seed: 1, options, code, batch: { id: 'sweep', key: `{"t0.x":${String(at)}} 1` } },
  });
  const task = (name: string): FinishedTask => ({
    ...{ task: name, attempt: 1, started: 1, ended: 2 },
    inputs: new Map([['value', value]]),
    outputs: new Map([['value', value]]),
  });
  for (const name of names) await writer.finish(task(name));
  if (isEnded) await writer.end('done', new Map(names.map((name) => [`${name}.value`, value])));
};
for (let at = 0; at < runs; at += 100)
  await Promise.all(
    Array.from({ length: Math.min(100, runs - at) }, (_, one) => write(at + one, true)),
  );

const server = await serve([], { port: 0, store });
const delay = monitorEventLoopDelay({ resolution: 5 });
const ask = async (): Promise<void> => {
  const answer = await fetch(`${server.url}comparison?run=sweep`);
  if (!answer.ok) throw new Error(String(answer.status));
  await answer.text();
};
const told = async (what: string, act: () => Promise<unknown>): Promise<void> => {
  const [from, before] = [performance.now(), process.cpuUsage()];
  delay.reset();
  delay.enable();
  await act();
  delay.disable();
  const { user, system } = process.cpuUsage(before);
  console.log(
    `${what}: ${(performance.now() - from).toFixed(0)} ms, ${((user + system) / 1_000).toFixed(0)} ms of the processor, others wait ${(delay.max / 1e6).toFixed(0)} ms at most`,
  );
};
try {
  // Until what they told last counts as written.
  await setTimeout(10_000);
  await told(`${runs} runs, once`, ask);
  await told('again', ask);
  await told('ten at once', () => Promise.all(Array.from({ length: 10 }, ask)));
  await write(runs, false);
  await told('with one more, at work', ask);
} finally {
  await server.close();
  await store.close();
  rmSync(folder, { recursive: true });
}
