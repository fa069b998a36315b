import { Validator } from '@seriousme/openapi-schema-validator';
import { expect } from 'chai';

import type { PipelineServer, ServerOptions } from '../../lib/server/server.js';
import { json, posted, type Sent, served } from './rig.js';

describe('what a server tells of itself', () => {
  let server: PipelineServer;
  const serving = async (options?: ServerOptions): Promise<void> => {
    server = await served(options);
  };
  const post = (...sent: Sent): Promise<Response> => posted(server, ...sent);

  afterEach(() => server.close());

  it('describes itself so that a validator accepts it', async () => {
    await serving();
    const document = await json(server, 'openapi.json');
    const { valid, errors } = await new Validator().validate(document);
    expect(errors ?? []).to.deep.equal([]);
    expect(valid).to.equal(true);
    const { post: start } = (
      document['paths'] as Record<
        string,
        { post: { requestBody: { content: Record<string, unknown> } } }
      >
    )['/pipelines/greeting/runs'] as {
      post: { requestBody: { content: Record<string, unknown> } };
    };
    const { responses } = start as { responses?: Record<string, { content: object }> };
    expect(responses?.['200']?.content).to.deep.equal({
      'application/json': {
        schema: { type: 'object', properties: { text: { type: 'string' } } },
      },
    });
    expect(start.requestBody.content['application/json']).to.deep.equal({
      schema: {
        type: 'object',
        properties: {
          name: { type: 'string', description: 'Whom' },
          times: { type: 'integer', default: 1 },
        },
        required: ['name'],
        additionalProperties: false,
      },
    });
  });

  it('counts for Prometheus', async () => {
    await serving();
    await post('pipelines/greeting/runs?wait', { name: 'Ada' });
    const text = await (await fetch(`${server.url}metrics`)).text();
    expect(text).to.include('mlpipeline_runs_total{pipeline="greeting",outcome="done"} 1\n');
    expect(text).to.include('mlpipeline_tasks_total{pipeline="greeting",state="finished"} 1\n');
    expect(text).to.include('mlpipeline_run_wait_seconds_count{pipeline="greeting"} 1\n');
    expect(text).to.include('mlpipeline_tasks_active{pipeline="greeting"} 0\n');
    expect(text).not.to.include('mlpipeline_workers');
  });

  it('tells how many workers are there, where it hands tasks over', async () => {
    const worker = {
      ...{ id: 'w', name: 'w', host: 'h', runners: [], concurrency: 4, since: 1, seen: 2 },
      atWork: [{ run: 'r', task: 't', attempt: 1, since: 1 }],
    };
    await serving({ workers: () => Promise.resolve([worker]) });
    const metrics = await (await fetch(`${server.url}metrics`)).text();
    expect(metrics).to.include('\nmlpipeline_workers 1\n');
    expect(metrics).to.include('\nmlpipeline_workers_attempts 1\n');
    expect(await json(server, 'workers')).to.deep.equal({ queue: true, workers: [worker] });
    await server.close();
    await serving({ workers: () => Promise.reject(new Error('gone')) });
    expect((await fetch(`${server.url}metrics`)).status).to.equal(200);
    expect((await fetch(`${server.url}workers`)).status).to.equal(503);
  });
});
