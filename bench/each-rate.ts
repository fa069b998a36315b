// Items per second of a pipeline of five components that do nothing, through `each`, of p-map over an
// asynchronous function written by hand that does the same, and of the same graph in plain RxJS.
import pMap from 'p-map';
import {
  combineLatest,
  from,
  lastValueFrom,
  mergeMap,
  type Observable,
  of,
  ReplaySubject,
  switchMap,
} from 'rxjs';

import { each, type Values } from '../lib/index.js';
import { pipelineOf } from './each-pipeline.js';

const rounds = 7;
const items = Number(process.argv[2] ?? 20_000);
const concurrency = 16;

const nothing = Promise.resolve();
const outputsOf = (outputs: readonly string[]): Values => ({ [outputs[0] ?? '']: 1 });
const asynchronous = await pipelineOf(async (_, { outputs }) => {
  await nothing;
  return outputsOf(outputs);
});
const synchronous = await pipelineOf((_, { outputs }) => outputsOf(outputs));

const step = async (inputs: Values, name: string): Promise<Values> => {
  await nothing;
  return { [name]: inputs };
};

const byHand = async ({ document, page }: Values): Promise<Values> => {
  const { image } = await step({ document, page }, 'image');
  const [fast, careful] = await Promise.all([step({ image }, 'text'), step({ image }, 'text')]);
  const { lines } = await step({ fast: fast.text, careful: careful.text }, 'lines');
  const { fields } = await step({ lines }, 'fields');
  return { fields };
};

/** A `ReplaySubject` for each value and a `combineLatest` for each task, and no more: nothing is checked, told or bounded. */
const inRxJS = ({ document, page }: Values): Observable<Values> => {
  const task = <In extends readonly unknown[]>(
    inputs: readonly [...{ [At in keyof In]: Observable<In[At]> }],
    run: (...values: In) => Promise<Values>,
  ): Observable<Values> => {
    const published = new ReplaySubject<Values>(1);
    combineLatest(inputs)
      .pipe(switchMap((values) => run(...values)))
      .subscribe(published);
    return published;
  };
  const prepared$ = task([of(document), of(page)], (from, at) =>
    step({ document: from, page: at }, 'image'),
  );
  const fast$ = task([prepared$], ({ image }) => step({ image }, 'text'));
  const careful$ = task([prepared$], ({ image }) => step({ image }, 'text'));
  const merged$ = task([fast$, careful$], (fast, careful) =>
    step({ fast: fast.text, careful: careful.text }, 'lines'),
  );
  return task([merged$], ({ lines }) => step({ lines }, 'fields'));
};

function* source(): Generator<Values> {
  for (let page = 0; page < items; page += 1) yield { document: 'D0', page };
}

const subjects: Readonly<Record<string, () => Promise<unknown>>> = {
  'p-map, by hand': () => pMap(source(), byHand, { concurrency }),
  'RxJS, by hand': () => lastValueFrom(from(source()).pipe(mergeMap(inRxJS, concurrency))),
  'each, promises': () => lastValueFrom(each(asynchronous, { concurrency })(source())),
  'each, as they come': () =>
    lastValueFrom(each(asynchronous, { concurrency, order: 'completion' })(source())),
  'each, synchronous': () => lastValueFrom(each(synchronous, { concurrency })(source())),
};

interface Cost {
  readonly rate: number;
  /** Microseconds of processor time per item: what others do on the machine counts less. */
  readonly cpu: number;
}

// In turns, so that whatever else the machine does falls on all of them; the best of each.
const best = new Map<string, Cost>();
for (let round = 0; round < rounds; round += 1)
  for (const [name, subject] of Object.entries(subjects)) {
    // A full collection would throw away the code that V8 has optimised.
    globalThis.gc?.({ type: 'minor' });
    const began = performance.now();
    const before = process.cpuUsage();
    await subject();
    const { user, system } = process.cpuUsage(before);
    const { rate = 0, cpu = Infinity } = best.get(name) ?? {};
    best.set(name, {
      rate: Math.max(rate, (items / (performance.now() - began)) * 1000),
      cpu: Math.min(cpu, (user + system) / items),
    });
  }

const reference = best.get('p-map, by hand') ?? { rate: NaN, cpu: NaN };
console.log(`node ${process.version}, ${items} items, ${concurrency} in flight, best of ${rounds}`);
console.log('                      items/s   of p-map   µs of CPU per item   of p-map');
for (const [name, { rate, cpu }] of best)
  console.log(
    `${name.padEnd(19)}  ${rate.toFixed(0).padStart(8)}   ${(rate / reference.rate).toFixed(2).padStart(8)}   ${cpu.toFixed(1).padStart(18)}   ${(reference.cpu / cpu).toFixed(2).padStart(8)}`,
  );
