import type { Redis } from 'ioredis';

import { listed, quoted } from '../../diagnostics/wording.js';
import { packageVersion } from '../../runners/package-version.js';
import { anyPool, type Need } from '../queue-key.js';
import type { WorkerThere } from '../worker-there.js';
import { names } from './names.js';
import { type AtWork, parsed, readAtWork, readWorker, type WorkerFacts } from './wire.js';

/** For how many milliseconds a worker counts as there after it has last said so. */
const thereFor = 10_000;

/** For how long the ids of those that are gone stay listed: other hosts may have other clocks. */
const forgottenAfter = 3_600_000;

/** Has to be said again before that time is over. */
export const sayThere = async (redis: Redis, facts: WorkerFacts): Promise<void> => {
  const now = Date.now();
  await redis
    .multi()
    .set(names.worker(facts.id), JSON.stringify(facts), 'PX', thereFor)
    .set(names.atWork(facts.id), JSON.stringify(facts.atWork), 'PX', thereFor)
    .zadd(names.workers, now, facts.id)
    .zremrangebyscore(names.workers, 0, now - forgottenAfter)
    .exec();
};

/**
 * To be said when an attempt begins or ends: while its runner computes without pause nothing else is said. It is
 * small, where what a worker takes may be long.
 */
export const sayAtWork = async (redis: Redis, id: string, atWork: AtWork): Promise<void> => {
  await redis.set(names.atWork(id), JSON.stringify(atWork), 'PX', thereFor);
};

export const sayGone = async (redis: Redis, id: string): Promise<void> => {
  await redis.multi().zrem(names.workers, id).del(names.worker(id), names.atWork(id)).exec();
};

/** The workers that are there: those whose facts have not run out, by the clock of Redis. */
export const workersThere = async (redis: Redis): Promise<readonly WorkerFacts[]> => {
  const ids = await redis.zrange(names.workers, 0, -1);
  if (ids.length === 0) return [];
  const texts = await redis.mget(ids.map(names.worker));
  return texts.flatMap((text) => readWorker(parsed(text)) ?? []);
};

/** The same, as they are told of, by their names. */
export const toldWorkers = async (redis: Redis): Promise<readonly WorkerThere[]> => {
  const all = await workersThere(redis);
  if (all.length === 0) return [];
  const left = redis.pipeline();
  for (const { id } of all) left.pttl(names.worker(id));
  const found = (await left.exec()) ?? [];
  const latest = await redis.mget(all.map(({ id }) => names.atWork(id)));
  const now = Date.now();
  return all
    .map(({ id, name, pool, host, concurrency, since, takes, atWork }, at): WorkerThere => ({
      ...{ id, name, host, concurrency, since },
      // Those of before have said it in one.
      atWork: readAtWork(parsed(latest[at])) ?? atWork,
      ...(pool === anyPool ? {} : { pool }),
      runners: [...new Set(takes.map(({ runner }) => runner))].sort(),
      seen: now - Math.max(0, thereFor - Math.max(0, Number(found[at]?.[1]))),
    }))
    .sort((a, b) => a.name.localeCompare(b.name) || a.since - b.since);
};

/** Why none of them can take it; `undefined` where one can. */
export const whyNone = (
  { key, runner, pool }: Need,
  workers: readonly WorkerFacts[],
): string | undefined => {
  const inPool = workers.filter((one) => one.pool === pool);
  if (inPool.some(({ takes }) => takes.some((one) => one.key === key))) return undefined;
  const start = `\`mlpipeline worker\`${pool === anyPool ? '' : ` with \`--pool ${pool}\``}`;
  if (inPool.length === 0)
    return `no worker${pool === anyPool ? '' : ` of the pool ${quoted(pool)}`} is available: start ${start}`;
  const others = inPool.filter(({ takes }) => takes.some((one) => one.runner === runner));
  if (others.length === 0)
    return `no worker can take it: none has the runner ${quoted(runner)}; start ${start} that has it`;
  // The version may be why, and need not be: which of them is told by none of the hashes.
  const same = others.filter(({ version }) => version === packageVersion());
  const told = same.length > 0 ? same : others;
  const all = listed(told.map(({ name }) => quoted(name)));
  const differ = `the code, the params or the version of ${quoted(runner)} at ${all} differ from those here`;
  return same.length > 0
    ? `no worker can take it: ${differ}; start ${start} with the same files`
    : `no worker can take it: ${differ}; ${versions(told)}; start ${start} of the same version with the same files`;
};

const versions = (workers: readonly WorkerFacts[]): string => {
  const theirs = listed([...new Set(workers.map(({ version }) => version))].sort());
  return `MLPipeline is ${theirs} there and ${packageVersion()} here`;
};
