import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { tracing as sdk } from '@opentelemetry/sdk-node';
import { expect } from 'chai';

import { openTelemetry, TracingError } from '../../lib/tracing/open-telemetry.js';
import { RunSpans } from '../../lib/tracing/run-spans.js';
import { tracing } from '../../lib/tracing/tracing.js';
import type { EventBody } from '../../lib/engine/events/event.js';
import { start } from '../../lib/engine/run/start.js';
import { loadObject, orThrow } from '../../lib/load.js';
import { Registry } from '../../lib/runners/registry.js';
import { mlpipeline } from '../cli/mlpipeline.js';
import { OtlpReceiver } from './otlp-receiver.js';
import { tracedService } from './traced-service.js';

const { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } = sdk;

const pipeline = (service: string): string => `pipeline:
  name: Traced
  inputs: [pages]
  outputs: { called: called.trace, ran: ran.trace, flaky: flaky.text, each: each.text, asked: asked.text, never: { maybe: never.text } }
  concurrency: 1
  components:
    first: { runner: PassThrough, inputs: { text: pages }, outputs: [text] }
    called:
      runner: Http
      params: { url: '${service}' }
      inputs: { text: first.text }
      outputs: [trace]
    ran:
      runner: Command
      params: { command: [sh, -c, 'echo said >&2; printf %s "$TRACEPARENT"'], stdout: text }
      inputs: { text: first.text }
      outputs: [trace]
    flaky:
      runner: Fail
      params: { attempts: 1 }
      retry: { attempts: 1, delay: 1ms }
      inputs: { text: first.text }
      outputs: [text]
    asked: { runner: Asks, inputs: { text: first.text }, outputs: [text] }
    each: { pipeline: ./inner.yaml, map: page, inputs: { page: pages }, outputs: [text] }
    never: { runner: PassThrough, when: size(pages) > 5, inputs: { text: each.text }, outputs: [text] }
`;

const inner = `pipeline:
  name: Inner
  inputs: [page]
  outputs: { text: b.text }
  components:
    a: { runner: PassThrough, inputs: { text: page }, outputs: [text] }
    b: { runner: PassThrough, inputs: { text: a.text }, outputs: [text] }
`;

/** A runner that says of its model what it knows, on the span that is active. */
const asking = (api: string): string => `import api from '${api}';
export const Asks = async ({ text }) => {
  await null;
  api.trace.getActiveSpan()?.setAttributes({
    'gen_ai.request.model': 'small',
    'gen_ai.usage.input_tokens': 3,
  });
  return { text };
};
`;

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const caller = '00f067aa0ba902b7';

describe('traces', () => {
  let folder: string;
  const receiver = new OtlpReceiver();
  let endpoint: string;
  let called: Awaited<ReturnType<typeof tracedService>>;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'traced-'));
    endpoint = await receiver.start();
    called = await tracedService();
    writeFileSync(join(folder, 'pipeline.yaml'), pipeline(called.url));
    writeFileSync(join(folder, 'inner.yaml'), inner);
    writeFileSync(
      join(folder, 'runners.mjs'),
      asking(pathToFileURL(createRequire(import.meta.url).resolve('@opentelemetry/api')).href),
    );
    writeFileSync(join(folder, 'inputs.json'), '{ "pages": ["p", "q"] }');
    const result = await mlpipeline(
      [
        'run',
        '--quiet',
        join(folder, 'pipeline.yaml'),
        ...['--runners', join(folder, 'runners.mjs')],
        ...['--trace', join(folder, 'trace.json')],
        '--inputs-file',
        join(folder, 'inputs.json'),
      ],
      {
        environment: {
          OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
          OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
          TRACEPARENT: `00-${trace}-${caller}-01`,
        },
      },
    );
    expect(result.stderr).to.equal('');
    outputs = JSON.parse(result.stdout) as typeof outputs;
  });
  let outputs: Readonly<Record<string, unknown>>;

  after(() => {
    receiver.stop();
    called.stop();
    rmSync(folder, { recursive: true });
  });

  it('a run is one trace, which goes on from whoever called', () => {
    expect(new Set(receiver.spans.map(({ traceId }) => traceId))).to.deep.equal(new Set([trace]));
    const run = receiver.named('run Traced');
    expect(run.parentSpanId).to.equal(caller);
    expect(run.attributes).to.include({
      'mlpipeline.pipeline.name': 'Traced',
      'mlpipeline.run.outcome': 'done',
    });
    expect([...receiver.services]).to.deep.equal(['mlpipeline']);
  });

  it('a task is a span in it, and an attempt one in that of its task', () => {
    const run = receiver.named('run Traced');
    const task = receiver.named('called');
    const attempt = receiver.named('called #1');
    expect(task.parentSpanId).to.equal(run.spanId);
    expect(attempt.parentSpanId).to.equal(task.spanId);
    expect(attempt.attributes).to.include({
      'mlpipeline.task.name': 'called',
      'mlpipeline.attempt': 1,
      'mlpipeline.runner.name': 'Http',
    });
    expect(run.start <= task.start && task.start <= attempt.start).to.equal(true);
    expect(attempt.end <= task.end && task.end <= run.end).to.equal(true);
  });

  it('links lead to the tasks that values were taken from', () => {
    expect(receiver.named('called').links).to.deep.equal([receiver.named('first').spanId]);
    expect(receiver.named('each[1]/b').links).to.deep.equal([receiver.named('each[1]/a').spanId]);
    expect(receiver.named('first').links).to.deep.equal([]);
  });

  it('what is within a task is within its attempt', () => {
    const parentOf = (name: string): string | undefined => receiver.named(name).parentSpanId;
    expect(parentOf('each[1]/a')).to.equal(receiver.named('each[1] #1').spanId);
    expect(parentOf('each[1]')).to.equal(receiver.named('each #1').spanId);
  });

  it('what a runner says of its model is in the span of its attempt', () => {
    expect(receiver.named('asked #1').attributes).to.include({
      'gen_ai.request.model': 'small',
      'gen_ai.usage.input_tokens': 3,
    });
  });

  it('a retry and a line of a log are events', () => {
    expect(receiver.named('flaky').events).to.deep.equal([
      {
        name: 'retry',
        attributes: {
          'mlpipeline.attempt': 1,
          'mlpipeline.retry.delay': 0.001,
          'exception.message': 'it is configured to fail',
        },
      },
    ]);
    const failed = receiver.named('flaky #1');
    expect(failed.status).to.deep.equal({ code: 2, message: 'it is configured to fail' });
    expect(failed.events.map(({ name }) => name)).to.deep.equal(['exception']);
    expect(receiver.named('flaky').attributes).to.include({ 'mlpipeline.task.state': 'finished' });
    expect(receiver.named('ran #1').events).to.deep.equal([
      { name: 'log', attributes: { 'log.message': 'said' } },
    ]);
  });

  it('a task that never began is there, without length', () => {
    const { start, end, attributes } = receiver.named('never');
    expect(end - start).to.equal(0n);
    expect(attributes).to.include({
      'mlpipeline.task.state': 'omitted',
      'mlpipeline.task.reason': 'condition',
    });
  });

  it('the trace goes on to services and programs', () => {
    const inAttempt = (name: string): string => `00-${trace}-${receiver.named(name).spanId}-01`;
    expect(outputs).to.include({
      called: inAttempt('called #1'),
      ran: inAttempt('ran #1'),
    });
  });

  it('the same run is in the file that `--trace` names', () => {
    const entries = JSON.parse(readFileSync(join(folder, 'trace.json'), 'utf8')) as {
      readonly ph: string;
      readonly name: string;
    }[];
    const attempts = entries.filter(({ ph }) => ph === 'X').map(({ name }) => name);
    const spans = receiver.spans.map(({ name }) => name).filter((name) => name.includes('#'));
    expect(attempts.toSorted()).to.deep.equal(spans.toSorted());
  });

  it('metrics tell of runs, tasks, durations and waits', () => {
    const of = (metric: string, attributes: object = {}): (number | undefined)[] =>
      receiver.points
        .filter(
          (point) =>
            point.metric === metric &&
            Object.entries(attributes).every(([key, value]) => point.attributes[key] === value),
        )
        .map(({ value, count }) => value ?? count);
    const component = (name: string): object => ({ 'mlpipeline.component.name': name });
    expect(of('mlpipeline.runs', { 'mlpipeline.run.outcome': 'done' })).to.deep.equal([1]);
    expect(of('mlpipeline.runs.active')).to.deep.equal([0]);
    expect(of('mlpipeline.run.duration')).to.deep.equal([1]);
    expect(
      of('mlpipeline.tasks', { ...component('each/a'), 'mlpipeline.task.state': 'finished' }),
    ).to.deep.equal([2]);
    expect(of('mlpipeline.tasks', { 'mlpipeline.task.state': 'omitted' })).to.deep.equal([1]);
    expect(of('mlpipeline.task.duration', component('each/a'))).to.deep.equal([2]);
    expect(of('mlpipeline.retries')).to.deep.equal([1]);
    expect(of('mlpipeline.tasks.waiting').every((value) => value === 0)).to.equal(true);
    expect(of('mlpipeline.task.wait').length).to.be.greaterThan(0);
  });
});

describe('tracing', () => {
  it('says what to install where its package is missing', async () => {
    const load = (): Promise<never> =>
      Promise.reject(
        Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' }),
      );
    let thrown: unknown;
    await openTelemetry(load).catch((error: unknown) => {
      thrown = error;
    });
    expect(thrown).to.be.instanceOf(TracingError);
    expect((thrown as Error).message).to.equal(
      'tracing needs the package `@opentelemetry/api`, which is not installed: run `npm install @opentelemetry/api`',
    );
  });

  /** The spans that have ended of a run of one task, `a`, after these events. */
  const spansAfter = async (...events: readonly EventBody[]) => {
    const api = await openTelemetry();
    const exporter = new InMemorySpanExporter();
    const provider = new BasicTracerProvider({
      spanProcessors: [new SimpleSpanProcessor(exporter)],
    });
    const { graph } = orThrow(
      await loadObject({
        pipeline: {
          name: 'p',
          inputs: ['x'],
          outputs: ['a.y'],
          components: { a: { runner: 'PassThrough', inputs: { y: 'x' }, outputs: ['y'] } },
        },
      }),
    );
    const tracer = { getTracer: () => provider.getTracer('spec') };
    const of = (time: number) => ({ run: 'r', sequence: time, time });
    const spans = new RunSpans(
      { ...api, trace: Object.assign(Object.create(api.trace) as typeof api.trace, tracer) },
      { ...of(0), type: 'run-started', graph, inputs: {}, seed: 7 },
      api.ROOT_CONTEXT,
      () => false,
    );
    events.forEach((event, at) => {
      spans.take({ ...of(at + 1), ...event });
    });
    return exporter.getFinishedSpans();
  };
  const a = { task: 'a' };

  it('an attempt that is lost ends where it was lost, and is an event of its task', async () => {
    const [lost, made, task] = await spansAfter(
      { ...a, type: 'attempt-started', attempt: 1, inputs: {} },
      { ...a, type: 'attempt-lost', attempt: 1, reason: 'it was killed' },
      { ...a, type: 'attempt-started', attempt: 2, inputs: {} },
      { ...a, type: 'task-finished', attempt: 2, outputs: {} },
    );
    expect(lost).to.deep.include({
      name: 'a #1',
      endTime: [0, 2_000_000],
      status: { code: 2, message: 'it was killed' },
    });
    expect(made).to.deep.include({ name: 'a #2', status: { code: 0 } });
    expect(task?.events.map(({ name, attributes }) => ({ name, attributes }))).to.deep.equal([
      {
        name: 'lost',
        attributes: { 'mlpipeline.attempt': 1, 'exception.message': 'it was killed' },
      },
    ]);
  });

  it('the attempt of a round ends with the round', async () => {
    const spans = await spansAfter(
      { ...a, type: 'attempt-started', attempt: 1, inputs: {} },
      { ...a, type: 'task-repeated', attempt: 1, round: 1, outputs: {} },
      { ...a, type: 'attempt-started', attempt: 2, inputs: {} },
      { ...a, type: 'task-finished', attempt: 2, outputs: {} },
    );
    expect(spans.map(({ name, endTime }) => [name, endTime])).to.deep.equal([
      ['a #1', [0, 2_000_000]],
      ['a #2', [0, 4_000_000]],
      ['a', [0, 4_000_000]],
    ]);
    expect(spans[2]?.events).to.deep.equal([
      {
        name: 'repeat',
        attributes: { 'mlpipeline.round': 1 },
        time: [0, 2_000_000],
        droppedAttributesCount: 0,
      },
    ]);
  });

  it('changes nothing where no SDK is set up', async () => {
    const contexts: unknown[] = [];
    const watching = {
      name: 'Watching',
      run: (_: unknown, context: object) => {
        contexts.push((context as { readonly trace?: unknown }).trace);
        return { y: 1 };
      },
    };
    const loaded = orThrow(
      await loadObject(
        {
          pipeline: {
            name: 'p',
            inputs: [],
            outputs: ['a.y'],
            components: { a: { runner: 'Watching', inputs: [], outputs: ['y'] } },
          },
        },
        { runners: new Registry([watching]) },
      ),
    );
    const { sink, wrapper } = await tracing();
    const run = start(loaded, {}, { sinks: [sink], wrappers: [wrapper] });
    expect(await run.outputs).to.deep.equal({ 'a.y': 1 });
    expect(contexts).to.deep.equal([undefined]);
  });
});
