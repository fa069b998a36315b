// Items per second through a program in Python that is kept, and one started for each item:
// npx tsx bench/kept.ts [ITEMS]
import { lastValueFrom, range, map, count } from 'rxjs';

import { each } from '../lib/engine/each/each.js';
import { loadObject, orThrow } from '../lib/load.js';

const items = Number(process.argv[2] ?? 1000);

const kept = `import sys, json
print('{"ready": true}', flush=True)
for line in sys.stdin:
    call = json.loads(line)
    print(json.dumps({"id": call["id"], "outputs": {"y": call["inputs"]["x"]}}), flush=True)`;
const once = `import sys, json
print(json.dumps({"y": json.load(sys.stdin)["x"]}))`;

for (const [name, params] of Object.entries({
  'kept, 2 processes': { command: ['python3', '-c', kept], keep: true, processes: 2 },
  'a process each': { command: ['python3', '-c', once] },
})) {
  const pipeline = orThrow(
    await loadObject({
      pipeline: {
        name: 'p',
        inputs: ['x'],
        outputs: ['a.y'],
        components: { a: { runner: 'Command', params, inputs: ['x'], outputs: ['y'] } },
      },
    }),
  );
  const start = performance.now();
  const source = range(0, items).pipe(map((x) => ({ x })));
  await lastValueFrom(each(pipeline, { concurrency: 2 })(source).pipe(count()));
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `${name}: ${items} items in ${seconds.toFixed(2)} s, ${Math.round(items / seconds)} items/s`,
  );
}
