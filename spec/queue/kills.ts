import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

import { firstValueFrom } from 'rxjs';

import { randomOf } from '../../lib/engine/attempts/seeds.js';
import { start } from '../../lib/engine/run/start.js';
import { loadFile, orThrow } from '../../lib/load.js';
import { Registry } from '../../lib/runners/registry.js';
import type { RedisServer } from '../services.js';
import {
  ended,
  type Process,
  root,
  startCommand,
  startShortLockedWorker,
  startWorker,
} from './processes.js';
import runners, { randomWork } from './random-work.js';

const flags = ['--runners', join(root, 'spec/queue/random-work.ts')];

/** How fast all of it goes, in milliseconds. */
export interface Pace {
  /** The most that a task takes. */
  readonly longest: number;
  /** For how long the locks of workers hold. */
  readonly lock: number;
  /** The most between one kill and the next. */
  readonly pause: number;
}

/** As it is where nobody says otherwise. */
export const usual: Pace = { longest: 400, lock: 10_000, pause: 4_500 };
export const quick: Pace = { longest: 150, lock: 2_000, pause: 900 };

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
  readonly pace: Pace;
  readonly redis: (args: readonly string[]) => Promise<RedisServer>;
  /** Is told what an overseer says that did not end well of itself. */
  readonly say: (text: string) => void;
}

/**
 * A random pipeline over a queue, while its workers, its overseer and Redis are killed at random moments, or stopped, workers for
 * longer than their locks hold. Gives whether it came to what an uninterrupted run gives.
 */
export const roundOfKills = async (
  { seed, tasks, most, pace, redis: startRedis, say }: Round,
  kills: Kills,
): Promise<boolean> => {
  const { counts } = kills;
  const random = randomOf(seed, 'kills');
  const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-queue-kills-'));
  const file = join(folder, 'pipeline.yaml');
  writeFileSync(file, randomWork(tasks, randomOf(seed, 'work'), pace.longest));
  const { graph } = orThrow(await loadFile(file, { runners: new Registry(runners) }));
  const expected = await firstValueFrom(start({ graph }, { x: '1' }).outputs$);
  const keeps = random() < 0.5;
  const redis = await startRedis(keeps ? ['--appendonly', 'yes', '--appendfsync', 'always'] : []);
  const queue = ['--queue', redis.url];
  const kept = [...queue, '--store', join(folder, 'store'), '--quiet'];
  const newWorker = (): Promise<Process> =>
    pace === usual
      ? startWorker([file, ...flags, ...queue, '--concurrency', '8'])
      : startShortLockedWorker(file, redis.url, pace.lock);
  const workers = new Set(await Promise.all([newWorker(), newWorker()]));
  const starting: Promise<unknown>[] = [];
  const waking: Promise<void>[] = [];
  const begin = ['run', file, '--inputs', 'x=1', ...flags, ...kept];
  let argv = begin;
  let overseer = startCommand(argv);
  let over = ended(overseer.child);

  const stop = async ({ child }: Process, milliseconds: number): Promise<void> => {
    child.kill('SIGSTOP');
    await wait(milliseconds);
    child.kill('SIGCONT');
  };

  const hit = async (): Promise<void> => {
    const one = [...workers][Math.floor(random() * workers.size)];
    const chance = random();
    if (chance < 0.05) {
      counts['overseer stopped'] += 1;
      await stop(overseer, pace.lock / 2);
    } else if (chance < 0.2) {
      counts.overseer += 1;
      overseer.child.kill('SIGKILL');
    } else if (chance < 0.3) {
      counts[keeps ? 'redis' : 'redis emptied'] += 1;
      await Promise.all(starting);
      await redis.kill();
      await wait(random() * Math.min(2_000, pace.lock));
      await redis.start();
    } else if (chance < 0.4) {
      if (one === undefined) return;
      counts['worker stopped'] += 1;
      waking.push(stop(one, pace.lock * 1.3));
    } else if (one !== undefined) {
      counts.worker += 1;
      one.child.kill('SIGKILL');
      workers.delete(one);
      starting.push(newWorker().then((another) => workers.add(another)));
    }
  };

  try {
    for (;;) {
      const isOver = await Promise.race([
        over,
        wait(pace.pause * (0.1 + 0.9 * random()), 'at work'),
      ]);
      if (isOver === 'at work') {
        if (kills.all < most) await hit();
        continue;
      }
      if (isOver === 0) break;
      kills.resumed += 1;
      // One that was killed before it had made its run begins anew; one that began while Redis was gone, again.
      const isNone = /there is none to continue|there is no store/.test(overseer.said());
      const isRefused = /cannot be reached/.test(overseer.said());
      if (isOver !== null && !isNone && !isRefused) say(`seed ${seed}: ${overseer.said()}`);
      if (!isRefused) argv = isNone ? begin : ['resume', ...kept];
      overseer = startCommand(argv);
      over = ended(overseer.child);
    }
    const outputs: unknown = JSON.parse(overseer.stdout());
    return isDeepStrictEqual(outputs, JSON.parse(JSON.stringify(expected)));
  } finally {
    await Promise.all([...waking, ...starting]);
    for (const { child } of [...workers, overseer]) {
      child.kill('SIGKILL');
      await ended(child);
    }
    await redis.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
