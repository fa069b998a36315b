import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { ended, type Process, startCommand, startWorker, until } from '../queue/processes.js';
import { type RedisServer, redisServer } from '../services.js';
import { OtlpReceiver } from './otlp-receiver.js';
import { tracedService } from './traced-service.js';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const caller = '00f067aa0ba902b7';

describe('traces of a server', function () {
  this.timeout(120_000);
  let redis: RedisServer;
  let folder: string;
  let file: string;
  let receiver: OtlpReceiver;
  let endpoint: string;
  let called: Awaited<ReturnType<typeof tracedService>>;
  const children: ChildProcess[] = [];

  before(async function () {
    redis = await redisServer(this);
    called = await tracedService();
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-traced-'));
    file = join(folder, 'pipeline.yaml');
    writeFileSync(
      file,
      `pipeline:
  name: Traced
  inputs: [text]
  outputs: { called: called.trace, ran: ran.trace }
  components:
    called: { runner: Http, params: { url: '${called.url}' }, inputs: [text], outputs: [trace] }
    ran:
      runner: Command
      params: { command: [sh, -c, 'printf %s "$TRACEPARENT"'], stdout: text }
      inputs: [text]
      outputs: [trace]
`,
    );
  });
  beforeEach(async () => {
    receiver = new OtlpReceiver();
    endpoint = await receiver.start();
  });
  afterEach(async () => {
    receiver.stop();
    for (const child of children.splice(0)) {
      child.kill('SIGKILL');
      await ended(child);
    }
  });
  after(async () => {
    called.stop();
    rmSync(folder, { recursive: true, force: true });
    await redis.close();
  });

  const serving = async (
    ...argv: readonly string[]
  ): Promise<Process & { readonly url: string }> => {
    const one = startCommand(['serve', '--port', '0', ...argv], {
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        ...{ OTEL_SERVICE_NAME: '', TRACEPARENT: '', OTEL_LOG_LEVEL: '' },
        // They are sent at once, and not tried again for long.
        ...{ OTEL_BSP_SCHEDULE_DELAY: '1', OTEL_EXPORTER_OTLP_TIMEOUT: '2000' },
      },
    });
    children.push(one.child);
    await until(() => one.said().includes('serving at') || one.child.exitCode !== null);
    return { ...one, url: /serving at (\S+?),?\s/.exec(one.said())?.[1] ?? '' };
  };
  const run = async (
    url: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Readonly<Record<string, string>>> => {
    const answer = await fetch(`${url}pipelines/traced/runs?wait`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: '{"text": "t"}',
    });
    return (await answer.json()) as Record<string, string>;
  };
  const stop = async ({ child, said }: Process): Promise<void> => {
    child.kill('SIGTERM');
    expect(await ended(child), said()).to.equal(0);
  };

  it('are those of the requests, one for each run, and handed on to what runners call', async () => {
    const server = await serving(file, '--no-store');
    const within = await run(server.url, { traceparent: `00-${trace}-${caller}-01` });
    const own = await run(server.url);
    await stop(server);
    const runs = receiver.spans.filter(({ name }) => name === 'run Traced');
    expect(runs.map((one) => [one.traceId === trace, one.parentSpanId])).to.deep.equal([
      [true, caller],
      [false, undefined],
    ]);
    for (const [outputs, traceId] of [
      [within, trace],
      [own, runs[1]?.traceId],
    ] as const)
      for (const name of ['called', 'ran']) {
        const attempt = receiver.spans.find(
          (one) => one.name === `${name} #1` && one.traceId === traceId,
        );
        expect(outputs[name]).to.equal(`00-${traceId ?? ''}-${attempt?.spanId ?? ''}-01`);
      }
    expect(receiver.services).to.deep.equal(new Set(['mlpipeline']));
    expect(
      receiver.points
        .filter(({ metric }) => metric === 'mlpipeline.runs')
        .map(({ value }) => value),
    ).to.deep.equal([2]);
  });

  it('tell once, and while the server is at work, that nobody takes them', async () => {
    receiver.stop();
    const server = await serving(file, '--no-store');
    await run(server.url);
    await until(() => server.said().includes('cannot be sent'));
    const told = server.said();
    await run(server.url);
    await stop(server);
    const { port } = new URL(endpoint);
    const line = `mlpipeline: traces cannot be sent: connect ECONNREFUSED 127.0.0.1:${port}; runs continue, and sending is retried\n`;
    expect(told).to.include(line);
    expect(server.said().split('traces cannot be sent').length - 1).to.equal(1);
  });

  it('say of a run that is left to be gone on with that it was interrupted', async () => {
    const slow = join(folder, 'slow.yaml');
    writeFileSync(
      slow,
      `pipeline:
  name: Slow
  inputs: [text]
  outputs: [slow.text]
  components:
    slow: { runner: Delay, params: { for: 1h }, inputs: [text], outputs: [text] }
`,
    );
    const server = await serving(slow, '--store', join(folder, 'store'), '--drain', '1ms');
    const answer = await fetch(`${server.url}pipelines/slow/runs`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"text": "t"}',
    });
    const { id } = (await answer.json()) as { readonly id: string };
    const metrics = async (): Promise<string> => (await fetch(`${server.url}metrics`)).text();
    for (;;) if ((await metrics()).includes('mlpipeline_tasks_active{pipeline="slow"} 1')) break;
    await stop(server);
    expect(server.said()).to.include(`run ${id} is interrupted`);
    const run = receiver.named('run Slow');
    expect([run.attributes['mlpipeline.run.outcome'], run.status]).to.deep.equal([
      'interrupted',
      { code: 0 },
    ]);
    expect(receiver.named('slow').attributes['mlpipeline.task.state']).to.equal('interrupted');
    const counted = (metric: string, attribute: string): readonly unknown[] =>
      receiver.points
        .filter((point) => point.metric === metric)
        .map(({ value, count, attributes }) => [value ?? count, attributes[attribute]]);
    for (const metric of ['mlpipeline.runs', 'mlpipeline.run.duration'])
      expect(counted(metric, 'mlpipeline.run.outcome')).to.deep.equal([[1, 'interrupted']]);
    for (const metric of ['mlpipeline.tasks', 'mlpipeline.task.duration'])
      expect(counted(metric, 'mlpipeline.task.state')).to.deep.equal([[1, 'interrupted']]);
  });

  it('go on to workers, in the spans of the tasks', async () => {
    const server = await serving(file, '--no-store', '--queue', redis.url);
    const worker = await startWorker([file, '--queue', redis.url]);
    children.push(worker.child);
    const outputs = await run(server.url, { traceparent: `00-${trace}-${caller}-01` });
    await stop(server);
    expect(receiver.named('run Traced').parentSpanId).to.equal(caller);
    for (const name of ['called', 'ran'])
      expect(outputs[name]).to.equal(`00-${trace}-${receiver.named(name).spanId}-01`);
  });
});
