import { expect } from 'chai';
import fc from 'fast-check';
import type { VirtualTimeScheduler } from 'rxjs';

import type { RunEvent } from '../../../lib/engine/events/event.js';
import { toJson } from '../../../lib/drawing/json-graph.js';
import { eventLines, itemLines, jsonLog } from '../../../lib/sinks/log/json-log.js';
import { EventsError, readEvents } from '../../../lib/sinks/record/read-events.js';
import { ofItem, recorded, type RecordedEvent } from '../../../lib/sinks/record/recorded-event.js';
import { graphOf, randomTasks, taking, virtualTime, Watched } from '../../engine/rig.js';

const read = async (text: string, size = text.length): Promise<RecordedEvent[]> => {
  const bytes = Buffer.from(text);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  const events: RecordedEvent[] = [];
  for await (const event of readEvents(pieces)) events.push(event);
  return events;
};

/** A run with all kinds of ends, as lines and as it was. */
const recording = (scheduler: VirtualTimeScheduler = virtualTime()) => {
  const lines: string[] = [];
  const graph = graphOf(
    {
      first: { inputs: ['page'], run: taking(10, scheduler) },
      broken: {
        inputs: ['first.out'],
        retry: { attempts: 1, delay: 5 },
        run: (_, { log, progress, attempt }) => {
          log(`line \u2028 "one" of ${attempt}`);
          progress(0.5);
          throw new TypeError('no text', { cause: new Error('the disk is full') });
        },
      },
      below: { inputs: ['broken.out'] },
      other: { inputs: ['first.out'], run: () => ({ out: Buffer.alloc(4) }) },
    },
    { inputs: ['page'], concurrency: 1 },
  );
  const watched = new Watched(
    graph,
    { scheduler, sinks: [eventLines((line) => lines.push(line))], onFailure: 'continue', id: 'r' },
    { page: 'D0' },
  ).flush();
  return { graph, lines, events: watched.events };
};

const failure = async (text: string): Promise<string> => {
  try {
    await read(text);
  } catch (error) {
    if (error instanceof EventsError) return error.message;
    throw error;
  }
  throw new Error('it was read');
};

describe('eventLines and readEvents', () => {
  it('write every event as a line, and read back what was written', async () => {
    const { lines, events } = recording();
    expect(lines).to.have.length(events.length);
    const back = await read(`${lines.join('\n')}\n`);
    expect(back).to.deep.equal(JSON.parse(JSON.stringify(events.map((one) => recorded(one)))));
    expect(back.map(({ type }) => type)).to.deep.equal(events.map(({ type }) => type));
  });

  it('give the graph in the shape of `mlpipeline graph --format json`', async () => {
    const { lines, graph } = recording();
    const [first] = await read(lines.join('\n'));
    expect(first?.type === 'run-started' && first.graph).to.deep.equal(
      JSON.parse(JSON.stringify(toJson(graph))),
    );
  });

  it('give failures with what caused them, and skipped tasks without', async () => {
    const { lines } = recording();
    const events = await read(lines.join('\n'));
    const failed = events.find(({ type }) => type === 'task-failed');
    expect(failed?.type === 'task-failed' && failed.failure).to.deep.include({
      kind: 'error',
      task: 'broken',
      attempt: 2,
      message: 'no text',
      final: false,
    });
    const cause = failed?.type === 'task-failed' ? failed.failure.cause : undefined;
    expect([cause?.name, cause?.cause?.message]).to.deep.equal(['TypeError', 'the disk is full']);
    expect(cause?.stack).to.match(/^TypeError: no text\n/);
    const skipped = events.find(({ type }) => type === 'task-skipped');
    expect(skipped).to.deep.include({
      task: 'below',
      cause: { kind: 'error', task: 'broken', attempt: 2, message: 'no text', final: false },
    });
    const other = events.find((one) => one.type === 'task-finished' && one.task === 'other');
    expect(other).to.deep.include({ outputs: { out: '<Buffer of 4 bytes>' } });
  });

  it('survive causes that go round in a circle, and what is thrown that is no error', () => {
    const round = new Error('round');
    round.cause = round;
    const failed = (cause: unknown) =>
      recorded({
        ...{ run: 'r', sequence: 0, time: 0, type: 'task-failed', task: 't' },
        failure: { kind: 'error', task: 't', attempt: 1, message: 'm', cause, final: false },
      });
    expect(JSON.stringify(failed(round)).match(/"message":"round"/g)).to.have.length(10);
    expect(failed({ code: 3 })).to.deep.nested.include({
      'failure.cause': { name: 'object', message: '{ code: 3 } was thrown' },
    });
    const many = new AggregateError([new Error('a'), 'b'], 'both');
    expect(failed(many)).to.nested.include({ 'failure.cause.errors[1].message': 'b' });
  });

  it('read pieces of any size, empty lines, and random runs', async () => {
    const text = recording().lines.join('\n');
    const whole = await read(text);
    for (const size of [1, 7, 1000]) expect(await read(text, size)).to.deep.equal(whole);
    expect(await read(`\n${text.replaceAll('\n', '\r\n\r\n')}\n\n`)).to.deep.equal(whole);
    await fc.assert(
      fc.asyncProperty(randomTasks(), async (tasks) => {
        const scheduler = virtualTime();
        const lines: string[] = [];
        const graph = graphOf(
          Object.fromEntries(
            tasks.map(({ name, inputs, after, time }) => [
              name,
              { inputs, after, run: taking(time, scheduler) },
            ]),
          ),
          { inputs: ['source'] },
        );
        new Watched(graph, { scheduler, sinks: [eventLines((line) => lines.push(line))] }).flush();
        expect(await read(lines.join('\n'))).to.have.length(lines.length);
      }),
      { numRuns: 30 },
    );
  });

  it('cut values that are longer than asked, and no others', () => {
    const lines: string[] = [];
    const graph = graphOf({ long: { run: () => ({ out: 'x'.repeat(120_000) }) } });
    new Watched(graph, { sinks: [eventLines((line) => lines.push(line))] }).flush();
    expect(lines.at(-1)).to.contain(`${'x'.repeat(100_000)}… <20,000 more characters>`);
    const few: string[] = [];
    new Watched(graph, {
      sinks: [eventLines((line) => few.push(line), { most: 10 })],
    }).flush();
    expect(few.at(-1)).to.contain('"xxxxxxxxxx… <119,990 more characters>"');
  });
});

describe('a record that is not right', () => {
  const lines = () => recording().lines;

  it('is refused at its first broken line, after the events before it', async () => {
    const [first = '', second = ''] = lines();
    const given: string[] = [];
    let message = '';
    try {
      for await (const { type } of readEvents([`${first}\n${second}\n{"run":\n`])) given.push(type);
    } catch (error) {
      message = String(error);
    }
    expect(given).to.deep.equal(['run-started', 'attempt-started']);
    expect(message).to.equal(
      'EventsError: line 3: it is not JSON: a record of events is one JSON object a line',
    );
  });

  it('is told apart from one that just breaks off', async () => {
    const text = lines().join('\n');
    try {
      await read(text.slice(0, -10));
      expect.fail('it was read');
    } catch (error) {
      expect(error).to.include({ isCut: true, line: lines().length });
      expect(String(error)).to.contain(
        'the record ends in the middle of it: its run was killed, or is still at work',
      );
    }
  });

  const event = '{"run":"r","sequence":0,"time":1,"type":';
  for (const [what, text, said] of [
    ['no object', '[1]', 'it is not an event: an object with a `type` was expected'],
    [
      'an unknown type',
      `${event}"task-paused"}`,
      'an event of the unknown type `task-paused`: was it written by a newer version?',
    ],
    ['a missing field', `${event}"task-cancelled"}`, '`task` of `task-cancelled` must be a string'],
    [
      'a field of a wrong type',
      `${event}"attempt-log","task":"t","attempt":"1","message":""}`,
      '`attempt` of `attempt-log` must be a number',
    ],
    [
      'an unknown outcome',
      `${event}"run-finished","outcome":"fine","outputs":{}}`,
      '`outcome` of `run-finished` must be `done`, `failed`, `cancelled` or `timeout`',
    ],
    [
      'a failure that is none',
      `${event}"task-failed","task":"t","failure":{"kind":"error"}}`,
      '`failure` of `task-failed` must be an object with `kind`, `task`, `attempt` and `message`',
    ],
  ] as const)
    it(`says what is wrong: ${what}`, async () => {
      expect(await failure(`${text}\n`)).to.equal(`line 1: ${said}`);
    });

  it('says so when lines are missing, or are of another run', async () => {
    const all = lines();
    expect(await failure(all.toSpliced(2, 1).join('\n'))).to.equal(
      'line 3: event 2 was expected, and this is 3: lines are missing or out of order',
    );
    const other = all.with(1, (all[1] ?? '').replace('"run":"r"', '"run":"s"'));
    expect(await failure(other.join('\n'))).to.equal(
      'line 2: an event of another run, `s`: a record has those of one, `r`',
    );
  });

  it('says so when it is the abridged log', async () => {
    const log: string[] = [];
    new Watched(graphOf({ a: {} }), { sinks: [jsonLog((line) => log.push(line))] }).flush();
    expect(await failure(log.join('\n'))).to.equal(
      'line 1: `graph` is not complete: `--log json` abridges it, a record is what `--events` writes',
    );
  });
});

describe('the record of many items', () => {
  const graph = graphOf({ a: {} });
  const eventsOf = (id: string): readonly RunEvent[] =>
    new Watched(graph, { id, seed: 1 }).flush().events;
  const failed: RecordedEvent = {
    ...{ run: 'none', item: 'i:3', sequence: 0, time: 9, type: 'item-failed' },
    ...{ message: 'no', hasRun: false },
  };
  const mixed = (): RecordedEvent[] => {
    const [one, other] = [eventsOf('r-0'), eventsOf('r-1')];
    const all = one.flatMap((event, at) => [
      ofItem(recorded(event), 'i:1'),
      ofItem(recorded(other[at] as RunEvent), 'i:2'),
    ]);
    return [...all, failed];
  };
  const linesOf = (events: readonly RecordedEvent[]): string[] => {
    const lines: string[] = [];
    events.forEach(itemLines((line) => lines.push(line)));
    return lines;
  };

  it('names the item in each line, and has the graph once; read, each run has it', async () => {
    const lines = linesOf(mixed());
    expect(lines[0]).to.match(/^\{"run":"r-0","item":"i:1","sequence":0,.*"graph":\{/);
    expect(lines.filter((line) => line.includes('"graph"'))).to.have.length(1);
    expect(await read(lines.join('\n'))).to.deep.equal(JSON.parse(JSON.stringify(mixed())));
  });

  it('is refused where lines are missing, of a run or of their items', async () => {
    const lines = linesOf(mixed());
    expect(await failure(lines.toSpliced(2, 1).join('\n'))).to.equal(
      'line 4: event 1 of the run `r-0` was expected, and this is 2: lines are missing or out of order',
    );
    expect(await failure(lines.slice(1).join('\n'))).to.equal(
      'line 1: `graph` of `run-started` must be an object',
    );
    const plain = eventsOf('r').map((event) => JSON.stringify(recorded(event)));
    expect(await failure([...lines, ...plain].join('\n'))).to.equal(
      'line 10: `item` is missing: each line of a record of many items names its item',
    );
    expect(await failure([...plain, ...lines].join('\n'))).to.equal(
      'line 5: an event of an item: the record is of one run',
    );
  });
});

describe('jsonLog', () => {
  it('gives of the graph the name and the number of components only', () => {
    const log: string[] = [];
    new Watched(graphOf({ a: {}, b: {} }), {
      sinks: [jsonLog((line) => log.push(line))],
      id: 'r',
      seed: 7,
    }).flush();
    expect(JSON.parse(log[0] ?? '')).to.deep.equal({
      run: 'r',
      sequence: 0,
      time: 0,
      type: 'run-started',
      graph: { name: 'of a spec', components: 2 },
      inputs: {},
      seed: 7,
    });
    expect(log).to.have.length(6);
  });
});
