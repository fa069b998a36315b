import { expect } from 'chai';
import type { Redis } from 'ioredis';

import { CarriedValues, lasting, lastingLong } from '../../../lib/queue/bullmq/carried-values.js';
import { connected } from '../../../lib/queue/bullmq/connect.js';
import { names } from '../../../lib/queue/bullmq/names.js';
import { type RedisServer, redisServer } from '../../services.js';

describe('values that are carried', function () {
  this.timeout(60_000);
  let redis: RedisServer;
  let client: Redis;

  before(async function () {
    redis = await redisServer(this);
    client = await connected(redis.url, () => undefined);
  });

  after(async () => {
    client.disconnect();
    await redis.close();
  });

  /** By others, who have nothing of it yet. */
  const roundTrip = async (value: unknown): Promise<unknown> =>
    new CarriedValues(client).receive(await new CarriedValues(client).send('x', value));

  const refusal = (value: unknown): Promise<unknown> =>
    roundTrip(value).catch((error: unknown) => (error as Error).message);

  it('arrive as they were', async () => {
    const whole = Buffer.from('a part of a larger one');
    const value = {
      part: whole.subarray(2, 6),
      floats: new Float32Array([0.5, NaN]),
      date: new Date(7),
      map: new Map([[1, new Set(['a', undefined])]]),
      big: 2n ** 70n,
      rest: [undefined, -0, null, new Uint8Array(3)],
    };
    const arrived = (await roundTrip(value)) as typeof value;
    expect(arrived).to.deep.equal(value);
    expect(Buffer.isBuffer(arrived.part)).to.equal(true);
  });

  it('of 100 MB go through Redis once', async () => {
    const bytes = Buffer.alloc(100 * 2 ** 20, 'mlpipeline');
    const values = new CarriedValues(client);
    const carried = await values.send('x', bytes);
    expect(carried)
      .to.have.property('blob')
      .that.matches(/^[0-9a-f]{64}$/);
    const sent = async (): Promise<number> =>
      Number(/total_net_input_bytes:(\d+)/.exec(await client.info('stats'))?.[1]);
    const before = await sent();
    expect(await values.send('again', Buffer.from(bytes))).to.deep.equal(carried);
    expect((await sent()) - before).to.be.below(1_000);
    const arrived = await new CarriedValues(client).receive(carried);
    expect(bytes.equals(arrived as Buffer)).to.equal(true);
  });

  it('are not changed for others by who writes into them', async () => {
    const values = new CarriedValues(client);
    const carried = await values.send('x', Buffer.alloc(10_000, 1));
    ((await values.receive(carried)) as Buffer).fill(2);
    expect(await values.receive(carried)).to.deep.equal(Buffer.alloc(10_000, 1));
  });

  it('stay for the longest time that anyone has sent or refreshed them for', async () => {
    const values = new CarriedValues(client);
    const value = Buffer.alloc(10_000, 3);
    const carried = await values.send('x', value);
    const left = (): Promise<number> =>
      client.ttl(names.blob('blob' in carried ? carried.blob : ''));
    expect(await left()).to.be.at.most(lasting);
    await values.send('x', value, lastingLong);
    expect(await left()).to.be.above(lasting);
    await values.send('x', value);
    expect(await left()).to.be.above(lasting);
    await values.refresh([carried]);
    expect(await left()).to.be.above(lasting);
    await client.expire(names.blob('blob' in carried ? carried.blob : ''), 1);
    await values.refresh([carried]);
    expect(await left()).to.be.above(1);
  });

  it('are refused where they would not arrive as they are', async () => {
    expect(await refusal({ page: [new URL('a:b')] })).to.equal(
      '`x.page.0` cannot be passed to another process: it is a URL; give plain data',
    );
    expect(await refusal(() => 1)).to.equal(
      '`x` cannot be passed to another process: it is a function; give plain data',
    );
    expect(await refusal(new SharedArrayBuffer(4))).to.equal(
      '`x` cannot be passed to another process: #<SharedArrayBuffer> could not be cloned.',
    );
  });

  it('say that they are gone where Redis has lost them', async () => {
    const carried = await new CarriedValues(client).send('x', Buffer.alloc(100_000));
    await client.flushall();
    const gone = await new CarriedValues(client).receive(carried).catch((error: unknown) => error);
    expect((gone as Error).message).to.match(/^the value [0-9a-f]{64} is gone from Redis$/);
  });
});
