import { expect } from 'chai';

import { names } from '../../../lib/queue/bullmq/names.js';
import { until } from '../processes.js';
import { OneComponent } from './one-component.js';

describe('a Redis that others write to', function () {
  this.timeout(60_000);
  const one = new OneComponent();

  it('has a value that was written over sent again', async () => {
    const x = 'x'.repeat(20_000);
    const { events, outputs } = await one.running({ x });
    await until(() => events.some(({ type }) => type === 'task-waiting'));
    const blobs = async (): Promise<readonly string[]> => one.client.keys(names.blob('*'));
    while ((await blobs()).length === 0);
    for (const blob of await blobs()) await one.client.set(blob, 'other bytes', 'KEEPTTL');
    await one.worker();
    expect(await outputs).to.deep.equal({ 'a.y': x });
    const reasons = events.flatMap((event) =>
      event.type === 'attempt-lost' ? [event.reason.replace(/[0-9a-f]{64}/, 'HASH')] : [],
    );
    expect(reasons).to.deep.equal(['the value HASH is damaged in Redis']);
  });

  it('keeps what its databases hold apart', async () => {
    const other = `${one.url}/1`;
    const said = await one.worker(other);
    const { events, run, outputs } = await one.running();
    const reasons = (): unknown[] =>
      events.flatMap((event) =>
        event.type === 'task-waiting' && event.reason !== undefined ? [event.reason] : [],
      );
    await until(() => reasons().length > 0);
    expect(reasons()).to.deep.equal(['no worker is available: start `mlpipeline worker`']);
    expect(said).to.deep.equal([]);
    const { outputs: there } = await one.running({ url: other });
    expect(await there).to.deep.equal({ 'a.y': 7 });
    await one.worker();
    expect(await outputs).to.deep.equal({ 'a.y': 7 });
    run.cancel();
  });

  it('is left without values, jobs and news when nobody takes them', async () => {
    await one.worker();
    const { outputs } = await one.running();
    await outputs;
    const [told = ''] = await one.client.keys(names.told('*'));
    expect(await one.client.ttl(told)).to.be.within(1, 600);
    await one.closeAll();
    const left = await one.client.keys('*');
    expect(
      left.filter((name) => !/:(meta|id|events|stalled-check|marker)$/.test(name)),
    ).to.deep.equal([]);
  });
});
