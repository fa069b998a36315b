import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

/** What an overseer is told of an attempt whose worker cannot go on, if it still holds the lock of its job. */
export interface LastWord {
  readonly lock: string;
  readonly token: string;
  /** The stream of the overseer. */
  readonly told: string;
  readonly job: string;
  readonly text: string;
}

/** The same of a job that was asked for, and may be held: which one it is only Redis knows. */
export interface LastWordOfAsked {
  /** What the keys of its queue, of the streams of overseers and of runs that last begin with. */
  readonly queue: string;
  readonly told: string;
  readonly run: string;
  readonly token: string;
  readonly text: string;
}

/** For so many milliseconds the worker waits for them at most. */
const patience = 5_000;

// As text: it needs no file, and so no loader, of its own. What it gives the lock back for is told in the
// same step, so that nobody can hold the job meanwhile.
const teller = `
let text = '';
process.stdin.on('data', (chunk) => (text += chunk)).on('end', async () => {
  const { ioredis, url, lasting, words, asked } = JSON.parse(text);
  const { Redis } = require(ioredis);
  const redis = new Redis(url, { retryStrategy: () => null, maxRetriesPerRequest: 0 });
  redis.on('error', () => undefined);
  const script =
    "if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end " +
    "redis.call('del', KEYS[1]) " +
    "redis.call('xadd', KEYS[2], '*', 'job', ARGV[2], 'told', ARGV[3]) " +
    "redis.call('expire', KEYS[2], ARGV[4])";
  const ofAsked =
    "for _, id in ipairs(redis.call('lrange', KEYS[1] .. 'active', 0, -1)) do " +
    "local lock = KEYS[1] .. id .. ':lock' " +
    "if redis.call('get', lock) == ARGV[1] then " +
    "local data = cjson.decode(redis.call('hget', KEYS[1] .. id, 'data')) " +
    "local overseer = data.isLasting and redis.call('hget', ARGV[3] .. data.run, 'overseer') or data.overseer " +
    "redis.call('del', lock) " +
    "redis.call('xadd', ARGV[2] .. overseer, '*', 'job', id, 'told', ARGV[4]) " +
    "redis.call('expire', ARGV[2] .. overseer, ARGV[5]) " +
    "end end";
  await Promise.allSettled([
    ...words.map((one) => redis.eval(script, 2, one.lock, one.told, one.token, one.job, one.text, lasting)),
    ...asked.map((one) => redis.eval(ofAsked, 1, one.queue, one.token, one.told, one.run, one.text, lasting)),
  ]);
  redis.disconnect();
});
`;

/**
 * Tells them before it returns, by another process: the event loop of this one does not go round any more. What
 * cannot be told is found out when the locks run out.
 */
export const tellLastWords = (
  url: string,
  lasting: number,
  words: readonly LastWord[],
  asked: readonly LastWordOfAsked[],
): void => {
  const ioredis = createRequire(import.meta.url).resolve('ioredis');
  spawnSync(process.execPath, ['-e', teller], {
    // Not as an argument: the URL may have a password.
    input: JSON.stringify({ ioredis, url, lasting, words, asked }),
    stdio: ['pipe', 'ignore', 'ignore'],
    timeout: patience,
    killSignal: 'SIGKILL',
  });
};
