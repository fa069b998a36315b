import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';

import type { Redis } from 'ioredis';

import { messageOf } from '../../diagnostics/thrown.js';
import { quoted } from '../../diagnostics/wording.js';
import { FinalError } from '../../runners/final-error.js';
import { checkPortable } from '../../runners/thread/portable-values.js';
import { names } from './names.js';

/** A value on its way: itself where it is small, else the name of its bytes in Redis. */
export type Carried = { readonly bytes: string } | { readonly blob: string };

const mostInJob = 8 * 1024;
const mostInRedis = 512 * 2 ** 20;
const mostCached = 256 * 2 ** 20;

/** For how many seconds bytes stay that nobody refreshes. */
export const lasting = 600;

/** For how many seconds that stays which whoever goes on with a run may come for. */
export const lastingLong = 86_400;

// Never shortens: others may count on the same bytes for longer. Gives less than -1 where they are not there.
const stay = `local left = redis.call('pttl', KEYS[1])
if left >= 0 and left < tonumber(ARGV[1]) * 1000 then redis.call('expire', KEYS[1], ARGV[1]) end
return left`;

/** Values to and from Redis; large ones that are known here do not travel again. */
export class CarriedValues {
  private readonly redis: Redis;
  private readonly cache = new Map<string, Buffer>();
  private cached = 0;

  constructor(redis: Redis) {
    this.redis = redis;
  }

  /** Its bytes stay for so many seconds. Throws a `FinalError` for what cannot be carried. */
  async send(name: string, value: unknown, seconds = lasting): Promise<Carried> {
    const bytes = bytesOf(name, value);
    if (bytes.length <= mostInJob) return { bytes: bytes.toString('base64') };
    if (bytes.length > mostInRedis)
      throw new FinalError(
        `${quoted(name)} is ${Math.ceil(bytes.length / 2 ** 20)} MB, too large to go to another process: 512 MB is the most; write it to a file that both can read`,
      );
    const blob = hashOf(bytes);
    // The same bytes are sent once.
    if (Number(await this.redis.eval(stay, 1, names.blob(blob), seconds)) < -1)
      await this.redis.set(names.blob(blob), bytes, 'EX', seconds);
    this.remember(blob, bytes);
    return { blob };
  }

  async receive(carried: Carried): Promise<unknown> {
    if ('bytes' in carried) return deserialize(Buffer.from(carried.bytes, 'base64'));
    const { blob } = carried;
    const bytes = this.cache.get(blob) ?? (await this.fetch(blob));
    this.remember(blob, bytes);
    // What it gives may be views of what it is given, and whoever has them may write into them.
    return deserialize(Buffer.from(bytes));
  }

  private async fetch(blob: string): Promise<Buffer> {
    const bytes = await this.redis.getBuffer(names.blob(blob));
    if (bytes === null) throw new Error(`the value ${blob} is gone from Redis`);
    if (hashOf(bytes) === blob) return bytes;
    // So that it is sent again.
    await this.redis.del(names.blob(blob));
    throw new Error(`the value ${blob} is damaged in Redis`);
  }

  /** They stay for at least as long from now on as what is on its way does. */
  async refresh(all: readonly Carried[]): Promise<void> {
    const pipeline = this.redis.pipeline();
    for (const one of all) if ('blob' in one) pipeline.eval(stay, 1, names.blob(one.blob), lasting);
    if (pipeline.length > 0) await pipeline.exec();
  }

  // What was used last stays.
  private remember(blob: string, bytes: Buffer): void {
    if (this.cache.delete(blob)) this.cached -= bytes.length;
    if (bytes.length > mostCached) return;
    this.cache.set(blob, bytes);
    this.cached += bytes.length;
    for (const [oldest, { length }] of this.cache) {
      if (this.cached <= mostCached) return;
      this.cache.delete(oldest);
      this.cached -= length;
    }
  }
}

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const bytesOf = (name: string, value: unknown): Buffer => {
  checkPortable({ [name]: value }, 'another process');
  try {
    return serialize(value);
  } catch (error) {
    throw new FinalError(
      `${quoted(name)} cannot be passed to another process: ${messageOf(error)}`,
      {
        cause: error,
      },
    );
  }
};

/** A record's values, each by itself. */
export const sendAll = async (
  values: CarriedValues,
  record: Readonly<Record<string, unknown>>,
  seconds = lasting,
): Promise<Readonly<Record<string, Carried>>> => {
  const sent: [string, Carried][] = [];
  for (const [port, value] of Object.entries(record))
    sent.push([port, await values.send(port, value, seconds)]);
  return Object.fromEntries(sent);
};

export const receiveAll = async (
  values: CarriedValues,
  record: Readonly<Record<string, Carried>>,
): Promise<Readonly<Record<string, unknown>>> => {
  const received: [string, unknown][] = [];
  for (const [port, one] of Object.entries(record))
    received.push([port, await values.receive(one)]);
  return Object.fromEntries(received);
};
