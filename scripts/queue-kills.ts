import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

import { firstValueFrom } from 'rxjs';

import { randomOf } from '../lib/engine/random.js';
import { start } from '../lib/engine/start.js';
import { loadFile, orThrow } from '../lib/load.js';
import { Registry } from '../lib/runners/registry.js';
import { ended, type Process, root, startCommand, startWorker } from '../spec/queue/processes.js';
import runners, { randomWork } from '../spec/queue/random-work.js';
import { redisServer } from '../spec/services.js';

/*
 * Runs random pipelines over a queue while workers, overseers and Redis are killed at random moments, and
 * workers stopped for longer than their locks: `tsx scripts/queue-kills.ts [KILLS] [FIRST-SEED] [TASKS]`. Tells
 * of each run that did not give what an uninterrupted one gives.
 */

const [most = '1000', first = '1', size = '150'] = process.argv.slice(2);
const flags = ['--runners', join(root, 'spec/queue/random-work.ts')];
const longest = 400;
const stoppedFor = 13_000;

const counts = { worker: 0, stopped: 0, overseer: 0, redis: 0, emptied: 0, resumed: 0 };
const killsOf = (): number =>
  counts.worker + counts.stopped + counts.overseer + counts.redis + counts.emptied;

const round = async (seed: number): Promise<boolean> => {
  const random = randomOf(seed, 'kills');
  const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-queue-kills-'));
  const file = join(folder, 'pipeline.yaml');
  writeFileSync(file, randomWork(Number(size), randomOf(seed, 'work'), longest));
  const { graph } = orThrow(await loadFile(file, { runners: new Registry(runners) }));
  const expected = await firstValueFrom(start({ graph }, { x: '1' }).outputs$);
  const keeps = random() < 0.5;
  const redis = await redisServer(
    { skip: () => process.exit(2) },
    keeps ? ['--appendonly', 'yes', '--appendfsync', 'always'] : [],
  );
  const queue = ['--queue', redis.url];
  const kept = [...queue, '--store', join(folder, 'store'), '--quiet'];
  const newWorker = (): Promise<Process> =>
    startWorker([file, ...flags, ...queue, '--concurrency', '8']);
  const workers = [await newWorker(), await newWorker()];
  const waking: Promise<void>[] = [];
  let overseer = startCommand(['run', file, '--inputs', 'x=1', ...flags, ...kept]);
  let over = ended(overseer.child);

  const hit = async (): Promise<void> => {
    const at = Math.floor(random() * workers.length);
    const one = workers[at];
    const chance = random();
    if (chance < 0.2) {
      counts.overseer += 1;
      overseer.child.kill('SIGKILL');
    } else if (chance < 0.3) {
      counts[keeps ? 'redis' : 'emptied'] += 1;
      await redis.kill();
      await wait(random() * 2_000);
      await redis.start();
    } else if (chance < 0.4) {
      counts.stopped += 1;
      one?.child.kill('SIGSTOP');
      waking.push(
        wait(stoppedFor).then(() => {
          one?.child.kill('SIGCONT');
        }),
      );
    } else {
      counts.worker += 1;
      one?.child.kill('SIGKILL');
      workers[at] = await newWorker();
    }
  };

  try {
    for (;;) {
      const isOver = await Promise.race([over, wait(500 + random() * 4_000, 'at work')]);
      if (isOver === 'at work') {
        if (killsOf() < Number(most)) await hit();
        continue;
      }
      if (isOver === 0) break;
      counts.resumed += 1;
      // One that was killed before it had made its run begins anew.
      const isThere = !/there is none to go on with|there is no store/.test(overseer.said());
      if (isOver !== null && isThere) process.stderr.write(`seed ${seed}: ${overseer.said()}\n`);
      overseer = isThere
        ? startCommand(['resume', ...kept])
        : startCommand(['run', file, '--inputs', 'x=1', ...flags, ...kept]);
      over = ended(overseer.child);
    }
    const outputs: unknown = JSON.parse(overseer.stdout());
    const isEqual = isDeepStrictEqual(outputs, JSON.parse(JSON.stringify(expected)));
    if (!isEqual) process.stdout.write(`seed ${seed}: other outputs than uninterrupted\n`);
    return isEqual;
  } finally {
    await Promise.all(waking);
    for (const { child } of [...workers, overseer]) {
      child.kill('SIGKILL');
      await ended(child);
    }
    await redis.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

const since = Date.now();
let runs = 0;
let wrong = 0;
for (let seed = Number(first); killsOf() < Number(most); seed += 1) {
  if (!(await round(seed))) wrong += 1;
  runs += 1;
  process.stdout.write(
    `${runs} runs of ${size} tasks, ${killsOf()} kills ${JSON.stringify(counts)}, ${wrong} wrong, ${Math.round((Date.now() - since) / 1_000)} s\n`,
  );
}
process.exitCode = wrong === 0 ? 0 : 1;
