// What a task costs that the cache has, beside one that is run: the key, the look-up and the engine, with
// results in memory and JSON values of a page's length. npx tsx bench/cache.ts [TASKS]
import canonicalize from 'canonicalize';
import { createHash } from 'node:crypto';

import { start } from '../lib/engine/start.js';
import { loadObject, orThrow } from '../lib/load.js';
import { shippedRunners } from '../lib/runners/shipped/shipped-runners.js';
import { Cache } from '../lib/store/cache/cache.js';
import type { ValueKeeper } from '../lib/store/durable/value-keeper.js';
import type { KeptResult, Results } from '../lib/store/store.js';

const tasks = Number(process.argv[2] ?? 2000);

const known = new Map<string, KeptResult>();
const results: Results = {
  find: (key) => Promise.resolve(known.get(key)),
  latest: () => Promise.resolve([]),
  keep: (_, result) => {
    known.set(result.key.hash, result);
    return Promise.resolve();
  },
  forget: () => Promise.resolve(),
  claim: () => Promise.resolve(true),
  release: () => Promise.resolve(),
};
const values: ValueKeeper = {
  keep: (value) => {
    const json = canonicalize(value) ?? '';
    const hash = createHash('sha256').update(json).digest('hex');
    return Promise.resolve({ hash, json, size: json.length, blobs: [] });
  },
  value: ({ json = 'null' }) => Promise.resolve(JSON.parse(json) as unknown),
};

const names = Array.from({ length: tasks }, (_, index) => `t${index}`);
const { graph } = orThrow(
  await loadObject(
    {
      pipeline: {
        name: 'p',
        inputs: ['x'],
        outputs: { last: `t${tasks - 1}.y` },
        components: Object.fromEntries(
          names.map((name, index) => [
            name,
            {
              runner: 'R',
              params: { index },
              inputs: { x: index === 0 ? 'x' : `t${index - 1}.y` },
              outputs: ['y'],
            },
          ]),
        ),
      },
    },
    { runners: shippedRunners.with([{ name: 'R', run: ({ x }) => Promise.resolve({ y: x }) }]) },
  ),
);

const page = 'the text of a page '.repeat(150);
const took = async (name: string, cached: boolean): Promise<void> => {
  const cache = new Cache(graph, { results, values, cached });
  const begin = performance.now();
  await start({ graph }, { x: page }, { taskWrappers: [cache.wrapper] }).outputs;
  const each = (performance.now() - begin) / tasks;
  console.log(`${name}: ${each.toFixed(3)} ms a task`);
};

await took('without', false);
await took('first run', true);
for (let round = 0; round < 3; round += 1) await took('a hit', true);
