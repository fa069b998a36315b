import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

import { firstValueFrom } from 'rxjs';

import { randomOf } from '../../lib/engine/random.js';
import { start } from '../../lib/engine/start.js';
import { loadFile, orThrow } from '../../lib/load.js';
import { Registry } from '../../lib/runners/registry.js';
import type { RedisServer } from '../services.js';
import { ended, type Process, root, startCommand, startWorker } from './processes.js';
import runners, { randomWork } from './random-work.js';

const flags = ['--runners', join(root, 'spec/queue/random-work.ts')];
const longest = 400;
const workerStoppedFor = 13_000;
const overseerStoppedFor = 5_000;

/** What has been done to processes, and how often a run was gone on with. */
export class Kills {
  readonly counts = {
    ...{ worker: 0, 'worker stopped': 0, overseer: 0, 'overseer stopped': 0 },
    ...{ redis: 0, 'redis emptied': 0 },
  };
  resumed = 0;

  get all(): number {
    return Object.values(this.counts).reduce((sum, one) => sum + one, 0);
  }
}

export interface Round {
  readonly seed: number;
  readonly tasks: number;
  /** No more are killed when there are so many. */
  readonly most: number;
  readonly redis: (args: readonly string[]) => Promise<RedisServer>;
  /** Is told what an overseer says that did not end well of itself. */
  readonly say: (text: string) => void;
}

/**
 * A random pipeline over a queue, while its workers, its overseer and Redis are killed at random moments, or stopped, workers for
 * longer than their locks hold. Gives whether it came to what an uninterrupted run gives.
 */
export const roundOfKills = async (
  { seed, tasks, most, redis: startRedis, say }: Round,
  kills: Kills,
): Promise<boolean> => {
  const { counts } = kills;
  const random = randomOf(seed, 'kills');
  const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-queue-kills-'));
  const file = join(folder, 'pipeline.yaml');
  writeFileSync(file, randomWork(tasks, randomOf(seed, 'work'), longest));
  const { graph } = orThrow(await loadFile(file, { runners: new Registry(runners) }));
  const expected = await firstValueFrom(start({ graph }, { x: '1' }).outputs$);
  const keeps = random() < 0.5;
  const redis = await startRedis(keeps ? ['--appendonly', 'yes', '--appendfsync', 'always'] : []);
  const queue = ['--queue', redis.url];
  const kept = [...queue, '--store', join(folder, 'store'), '--quiet'];
  const newWorker = (): Promise<Process> =>
    startWorker([file, ...flags, ...queue, '--concurrency', '8']);
  const workers = [await newWorker(), await newWorker()];
  const waking: Promise<void>[] = [];
  let overseer = startCommand(['run', file, '--inputs', 'x=1', ...flags, ...kept]);
  let over = ended(overseer.child);

  const stop = async ({ child }: Process, milliseconds: number): Promise<void> => {
    child.kill('SIGSTOP');
    await wait(milliseconds);
    child.kill('SIGCONT');
  };

  const hit = async (): Promise<void> => {
    const at = Math.floor(random() * workers.length);
    const one = workers[at];
    const chance = random();
    if (chance < 0.05) {
      counts['overseer stopped'] += 1;
      await stop(overseer, overseerStoppedFor);
    } else if (chance < 0.2) {
      counts.overseer += 1;
      overseer.child.kill('SIGKILL');
    } else if (chance < 0.3) {
      counts[keeps ? 'redis' : 'redis emptied'] += 1;
      await redis.kill();
      await wait(random() * 2_000);
      await redis.start();
    } else if (chance < 0.4) {
      counts['worker stopped'] += 1;
      if (one !== undefined) waking.push(stop(one, workerStoppedFor));
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
        if (kills.all < most) await hit();
        continue;
      }
      if (isOver === 0) break;
      kills.resumed += 1;
      // One that was killed before it had made its run begins anew.
      const isThere = !/there is none to go on with|there is no store/.test(overseer.said());
      if (isOver !== null && isThere) say(`seed ${seed}: ${overseer.said()}`);
      overseer = isThere
        ? startCommand(['resume', ...kept])
        : startCommand(['run', file, '--inputs', 'x=1', ...flags, ...kept]);
      over = ended(overseer.child);
    }
    const outputs: unknown = JSON.parse(overseer.stdout());
    return isDeepStrictEqual(outputs, JSON.parse(JSON.stringify(expected)));
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
