import { expect } from 'chai';

import { channelsOf } from '../../../lib/queue/bullmq/names.js';
import { sayThere } from '../../../lib/queue/bullmq/workers-there.js';
import { packageVersion } from '../../../lib/runners/package-version.js';
import { until } from '../processes.js';
import { OneComponent } from './one-component.js';

describe('MLPipeline of another version', function () {
  this.timeout(60_000);
  const one = new OneComponent();

  /** What a worker of it says of itself, whose protocol is another, so that its keys are. */
  const foreign = (name: string, version: string): Promise<void> =>
    sayThere(one.client, {
      ...{ id: name, name, pool: 'default', host: 'elsewhere', pid: 7, version },
      ...{
        concurrency: 1,
        since: 0,
        atWork: [],
        takes: [{ key: `of-${version}`, runner: 'Same' }],
      },
    });

  const firstReason = async (): Promise<string> => {
    const { events, run } = await one.running();
    const reasons = (): readonly string[] =>
      events.flatMap((event) =>
        event.type === 'task-waiting' && event.reason !== undefined ? [event.reason] : [],
      );
    await until(() => reasons().length > 0);
    run.cancel();
    return reasons()[0] ?? '';
  };

  it('is told of where only workers of it are there', async () => {
    await foreign('later', '9.1.0');
    await foreign('latest', '9.2.0');
    expect(await firstReason()).to.equal(
      `no worker can take it: the code, the params or the version of \`Same\` at \`later\` and \`latest\` differ from those here; MLPipeline is 9.1.0 and 9.2.0 there and ${packageVersion()} here; start \`mlpipeline worker\` of the same version with the same files`,
    );
  });

  it('is not told of where a worker of the same has other code', async () => {
    await foreign('later', '9.1.0');
    await foreign('old', packageVersion());
    expect(await firstReason()).to.equal(
      'no worker can take it: the code, the params or the version of `Same` at `old` differ from those here; start `mlpipeline worker` with the same files',
    );
  });

  it('takes nothing from a worker that does', async () => {
    await foreign('later', '9.1.0');
    await one.worker();
    const { outputs } = await one.running();
    expect(await outputs).to.deep.equal({ 'a.y': 7 });
  });

  it('is told of by a worker whose run is of it', async () => {
    const said = await one.worker();
    const news = { key: 'of-9.1.0', runner: 'Same', pool: 'default', task: 'a', version: '9.1.0' };
    await one.client.publish(channelsOf(0).needed, JSON.stringify(news));
    await until(() => said.length > 0);
    expect(said).to.deep.equal([
      `the task \`a\` waits, and is not taken: the code, the params or the version of \`Same\` there differ from those here; MLPipeline is 9.1.0 there and ${packageVersion()} here`,
    ]);
  });
});
