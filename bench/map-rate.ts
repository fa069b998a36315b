// Elements per second of a `map`, of a component that does nothing and of a pipeline of five of them, beside
// items per second of the same through `each`; and the heap that is held meanwhile.
import { lastValueFrom } from 'rxjs';

import {
  each,
  loadObject,
  orThrow,
  type Pipeline,
  Registry,
  start,
  type Values,
} from '../lib/index.js';
import { pipelineOf } from './each-pipeline.js';

const rounds = 3;
const count = Number(process.argv[2] ?? 100_000);
const concurrency = 16;

const nothing = Promise.resolve();
const outputsOf = (outputs: readonly string[]): Values => ({ [outputs[0] ?? '']: 1 });
const run = async (_: Values, { outputs }: { outputs: readonly string[] }): Promise<Values> => {
  await nothing;
  return outputsOf(outputs);
};

const ofOne = (component: object): Promise<Pipeline> =>
  loadObject(
    {
      pipeline: {
        name: 'bench',
        inputs: ['document', 'page'],
        outputs: { fields: 'all.fields' },
        components: { all: { inputs: ['document', 'page'], outputs: ['fields'], ...component } },
      },
    },
    { runners: new Registry([{ name: 'Nothing', run }]) },
  ).then(orThrow);

const five = await pipelineOf(run);
const map = { over: 'page', concurrency };
const one = { runner: 'Nothing' };
const pipelines = {
  'one component': [await ofOne(one), await ofOne({ ...one, map })],
  'a pipeline of five': [five, await ofOne({ pipeline: five, map })],
} as const;

function* source(): Generator<Values> {
  for (let page = 0; page < count; page += 1) yield { document: 'D0', page };
}

const pages = Array.from({ length: count }, (_, page) => page);
const heap = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

console.log(
  `node ${process.version}, ${count} elements, ${concurrency} in flight, best of ${rounds}`,
);
console.log('                           per second   of each   heap at the end, MB');
for (const [name, [ofEach, ofMap]] of Object.entries(pipelines)) {
  const subjects: Readonly<Record<string, () => Promise<unknown>>> = {
    each: () => lastValueFrom(each(ofEach, { concurrency })(source())),
    map: () => start(ofMap, { document: 'D0', page: pages }).outputs,
  };
  const best = new Map<string, { rate: number; held: number }>();
  for (let round = 0; round < rounds; round += 1)
    for (const [way, subject] of Object.entries(subjects)) {
      const before = heap();
      const began = performance.now();
      const given = await subject();
      const rate = (count / (performance.now() - began)) * 1000;
      const held = heap() - before;
      if (given === undefined) throw new Error('nothing was given');
      best.set(way, { rate: Math.max(rate, best.get(way)?.rate ?? 0), held });
    }
  const reference = best.get('each')?.rate ?? NaN;
  for (const [way, { rate, held }] of best)
    console.log(
      `${`${way}, ${name}`.padEnd(25)}  ${rate.toFixed(0).padStart(10)}   ${(rate / reference).toFixed(2).padStart(7)}   ${held.toFixed(1).padStart(8)}`,
    );
}
