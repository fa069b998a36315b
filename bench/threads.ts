/*
 * What worker threads gain and cost: `npx tsx bench/threads.ts [TASKS] [MILLISECONDS]`. Tasks that
 * only compute, in the main thread and in pools of one thread and of one for each processor; then
 * what an attempt costs that does nothing, and what passing a large binary value does.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

import { lastValueFrom } from 'rxjs';

import { rounds } from './thread-rounds.js';
import { loadObject, loadRunnerModule, orThrow, outputs, Registry } from '../lib/index.js';

const [count = 8, milliseconds = 500] = process.argv.slice(2).map(Number);
const folder = fileURLToPath(new URL('.', import.meta.url));
const runners = new Registry(await loadRunnerModule('thread-runners.ts', folder));

const pipelineOf = async (runner: string, tasks: number, thread: number | boolean) =>
  orThrow(
    await loadObject(
      {
        pipeline: {
          name: 'threads',
          inputs: ['work'],
          outputs: Array.from({ length: tasks }, (_, index) => `t${index}.done`),
          components: Object.fromEntries(
            Array.from({ length: tasks }, (_, index) => [
              `t${index}`,
              { runner, inputs: ['work'], outputs: ['done'], thread },
            ]),
          ),
        },
      },
      { runners },
    ),
  );

const timed = async (
  runner: string,
  tasks: number,
  thread: number | boolean,
  work: unknown,
): Promise<number> => {
  const pipeline = await pipelineOf(runner, tasks, thread);
  // Once before, so that threads are there and have loaded the module.
  await lastValueFrom(outputs(await pipelineOf('settle', 8, thread), { work: 0 }));
  const start = performance.now();
  await lastValueFrom(outputs(pipeline, { work }));
  return performance.now() - start;
};

const shown = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;

const work = rounds(milliseconds);
console.log(`${count} tasks of about ${milliseconds} ms, ${availableParallelism()} processors`);
const inMain = await timed('compute', count, false, work);
console.log(`  main thread   ${shown(inMain)}`);
for (const thread of [1, availableParallelism()]) {
  const time = await timed('compute', count, thread, work);
  const gain = (inMain / time).toFixed(2);
  console.log(`  ${thread} thread${thread === 1 ? ' ' : 's'}     ${shown(time)}  × ${gain}`);
}

const many = 2000;
console.log(`an attempt that does nothing, of ${many}`);
for (const thread of [false, 1])
  console.log(
    `  ${thread === false ? 'main thread' : '1 thread   '}   ${shown((await timed('nothing', many, thread, 0)) / many)}`,
  );

const bytes = new Uint8Array(100_000_000);
console.log('100 MB');
console.log(`  in, as a copy     ${shown(await timed('nothing', 1, 1, bytes))}`);
console.log(
  `  in, shared        ${shown(await timed('nothing', 1, 1, new Uint8Array(new SharedArrayBuffer(bytes.length))))}`,
);
console.log(`  out, moved        ${shown(await timed('large', 1, 1, bytes.length))}`);
