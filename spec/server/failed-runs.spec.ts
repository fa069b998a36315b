import { expect } from 'chai';

import type { PipelineServer, ServerOptions } from '../../lib/server/server.js';
import { fails, gate, posted, type Sent, served, started, until } from './rig.js';

describe('runs of a server that have failed', () => {
  let server: PipelineServer;
  const serving = async (options?: ServerOptions): Promise<void> => {
    server = await served(options);
  };
  const post = (...sent: Sent): Promise<Response> => posted(server, ...sent);

  afterEach(() => server.close());

  it('tells why a run that is waited for has failed', async () => {
    await serving();
    fails.current = true;
    const answer = await post('pipelines/flaky/runs?wait');
    expect(answer.status).to.equal(500);
    const problem = (await answer.json()) as Record<string, unknown>;
    expect(problem).to.include({
      code: 'run-failed',
      detail: '`flaky` failed: it is <b>broken</b>',
    });
    expect(problem['failures']).to.deep.equal([
      { task: 'flaky', kind: 'error', attempt: 1, message: 'it is <b>broken</b>' },
    ]);
  });

  it('holds a run that has failed, and restarts its task', async () => {
    await serving();
    fails.current = true;
    const id = await started(server, 'flaky');
    await until(server, id, 'held');
    fails.current = false;
    const unknown = await post(`runs/${id}/restart/flakey`);
    expect(unknown.status).to.equal(404);
    expect(await unknown.json()).to.include({
      code: 'no-task',
      detail: 'the pipeline has no task `flakey`; did you mean `flaky`?',
    });
    expect((await post(`runs/${id}/restart/flaky`)).status).to.equal(202);
    await until(server, id, 'done');
    expect(await (await fetch(`${server.url}runs/${id}/values/flaky.value`)).text()).to.equal(
      '1\n',
    );
    const again = await post(`runs/${id}/restart/flaky`);
    expect(again.status).to.equal(409);
  });

  it('holds a run that has failed when the rest of it is done', async () => {
    await serving();
    fails.current = true;
    const id = await started(server, 'mixed', { value: 1 });
    await until(server, id, 'running');
    gate.current.open();
    await until(server, id, 'held');
  });

  it('lets go of a run that nobody restarts', async () => {
    await serving({ hold: 5 });
    fails.current = true;
    const id = await started(server, 'flaky');
    await until(server, id, 'failed');
  });
});
