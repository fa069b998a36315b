import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { FlowProducer, type FlowJob, QueueEvents } from 'bullmq';
import { firstValueFrom } from 'rxjs';

import type { Sink } from '../lib/engine/events/event.js';
import { Run } from '../lib/engine/run/run.js';
import { loadFile, orThrow } from '../lib/load.js';
import { openQueue, remote } from '../lib/queue/index.js';
import { Registry } from '../lib/runners/registry.js';
import { redisServer } from '../spec/services.js';
import runners from './queue-runners.js';

/*
 * What it costs that a task is made by another process: `tsx bench/queue.ts [WIDE] [CHAIN]`, the numbers of tasks of a graph
 * in which all stand beside each other, and of one in which each waits for the one before. Needs redis-server.
 */

const [wide = 2_000, long = 300] = process.argv.slice(2).map(Number);
const concurrency = 8;
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-bench-'));
const redis = await redisServer({ skip: () => process.exit(2) });

const started: ChildProcess[] = [];
const start = (argv: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', ...argv], { cwd: root });
    started.push(child);
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('taking tasks of')) resolve();
    });
    child.once('exit', () => {
      reject(new Error(said));
    });
  });
const stopAll = async (): Promise<void> => {
  await Promise.all(
    started.splice(0).map(
      (child) =>
        new Promise((resolve) => {
          child.once('exit', resolve);
          child.kill('SIGKILL');
        }),
    ),
  );
};

const written = (
  name: string,
  components: readonly string[],
  outputs: readonly string[],
): string => {
  const path = join(folder, `${name}.yaml`);
  writeFileSync(
    path,
    `pipeline:\n  name: ${name}\n  inputs: [x]\n  outputs: [${outputs.join(', ')}]\n  components:\n${components.map((one) => `    ${one}\n`).join('')}`,
  );
  return path;
};
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);
const same = (at: number, from: string): string =>
  `t${at}: {runner: Same, inputs: {x: ${from}}, outputs: [y]}`;
const files = {
  wide: written(
    'wide',
    numbers(wide).map((at) => same(at, 'x')),
    numbers(wide).map((at) => `t${at}.y`),
  ),
  chain: written(
    'chain',
    numbers(long).map((at) => same(at, at === 0 ? 'x' : `t${at - 1}.y`)),
    [`t${long - 1}.y`],
  ),
  large: written(
    'large',
    [
      'bytes: {runner: Bytes, inputs: [x], outputs: [y], params: {megabytes: 100}, workers: one}',
      'there: {runner: Length, inputs: {x: bytes.y}, outputs: [y], workers: two}',
      'again: {runner: Length, inputs: {x: bytes.y, after: there.y}, outputs: [y], workers: two}',
    ],
    ['again.y'],
  ),
};

const worker = (...argv: readonly string[]): Promise<void> =>
  start([
    'lib/cli/main.ts',
    'worker',
    ...Object.values(files),
    ...['--runners', './bench/queue-runners.ts', '--queue', redis.url],
    ...['--concurrency', String(concurrency), ...argv],
  ]);

const median = (all: readonly number[]): number =>
  all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? NaN;

interface Measured {
  readonly seconds: number;
  /** When each of its tasks had ended, in milliseconds. */
  readonly ends: readonly { readonly name: string; readonly at: number }[];
}

const warmUps = 2;
const times = 5;
/** That of several in the middle, behind some to warm up. */
const middle = async (measure: () => Promise<Measured>): Promise<Measured> => {
  for (let one = 0; one < warmUps; one += 1) await measure();
  const all: Measured[] = [];
  for (let one = 0; one < times; one += 1) all.push(await measure());
  all.sort((a, b) => a.seconds - b.seconds);
  return all[Math.floor(times / 2)] ?? { seconds: NaN, ends: [] };
};

const run = async (file: string): Promise<Measured> => {
  const { graph } = orThrow(await loadFile(file, { runners: new Registry(runners) }));
  const queue = await openQueue(redis.url);
  const ends: { name: string; at: number }[] = [];
  const sink: Sink = (event) => {
    if (event.type === 'task-finished') ends.push({ name: event.task, at: performance.now() });
  };
  const since = performance.now();
  await firstValueFrom(new Run(graph, { x: 1 }, { remote: remote(queue), sinks: [sink] }).outputs$);
  const seconds = (performance.now() - since) / 1_000;
  await queue.close();
  return { seconds, ends };
};

const plain = async (flow: FlowJob): Promise<Measured> => {
  const connection = { host: '127.0.0.1', port: redis.port, maxRetriesPerRequest: null };
  const producer = new FlowProducer({ connection });
  const events = new QueueEvents('plain', { connection });
  await events.waitUntilReady();
  const ends: { name: string; at: number }[] = [];
  const since = performance.now();
  const over = new Promise<void>((resolve) => {
    events.on('completed', ({ jobId }) => {
      ends.push({ name: jobId, at: performance.now() });
      if (jobId === 'root') resolve();
    });
  });
  await producer.add(flow);
  await over;
  const seconds = (performance.now() - since) / 1_000;
  await events.close();
  await producer.close();
  return { seconds, ends };
};

const job = (children: readonly FlowJob[], id?: string): FlowJob => ({
  ...{ name: 'same', queueName: 'plain', data: {}, children: [...children] },
  opts: { removeOnComplete: true, ...(id === undefined ? {} : { jobId: id }) },
});
const plainWide = (): FlowJob =>
  job(
    numbers(wide).map(() => job([])),
    'root',
  );
const plainChain = (): FlowJob =>
  numbers(long - 1).reduce<FlowJob>(
    (inner, at) => job([inner], at === long - 2 ? 'root' : undefined),
    job([]),
  );

/** Of a chain: from the end of one to that of the next, in the median and, since ends may be told in one go, of all. */
const perTask = ({ ends, seconds }: Measured): string =>
  `${median(ends.slice(1).map(({ at }, index) => at - (ends[index]?.at ?? 0))).toFixed(1)} ms; ${((1_000 * seconds) / long).toFixed(1)} ms`;
const rate = ({ seconds }: Measured): string => `${Math.round(wide / seconds)} a second`;

const tell = (what: string, ...columns: readonly string[]): void => {
  process.stdout.write(`| ${[what, ...columns].join(' | ')} |\n`);
};

tell('', 'mlpipeline', 'a flow of BullMQ');
tell('---', '---', '---');
for (const workers of [1, 2]) {
  for (let one = 0; one < workers; one += 1) await worker();
  const ours = await middle(() => run(files.wide));
  const chain = workers === 1 ? await middle(() => run(files.chain)) : undefined;
  await stopAll();
  for (let one = 0; one < workers; one += 1)
    await start(['bench/queue-plain.ts', String(redis.port), String(concurrency)]);
  const theirs = await middle(() => plain(plainWide()));
  const theirChain = workers === 1 ? await middle(() => plain(plainChain())) : undefined;
  await stopAll();
  tell(`${wide} tasks beside each other, workers: ${workers}`, rate(ours), rate(theirs));
  if (chain !== undefined && theirChain !== undefined)
    tell(`a task of a chain of ${long}, median; mean`, perTask(chain), perTask(theirChain));
}
await worker('--pool', 'one');
await worker('--pool', 'two');
const { seconds, ends } = await run(files.large);
const [bytes, there, again] = ends.map(({ at }) => at);
tell(
  '100 MB made at one worker and sent',
  `${(seconds - ((again ?? 0) - (bytes ?? 0)) / 1_000).toFixed(1)} s`,
  '',
);
tell('taken by another', `${(((there ?? 0) - (bytes ?? 0)) / 1_000).toFixed(1)} s`, '');
tell('taken there once more', `${(((again ?? 0) - (there ?? 0)) / 1_000).toFixed(1)} s`, '');
await stopAll();
await redis.close();
rmSync(folder, { recursive: true, force: true });
