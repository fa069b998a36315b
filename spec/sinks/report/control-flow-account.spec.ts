import { expect } from 'chai';

import type { RunEvent } from '../../../lib/engine/events/event.js';
import { start } from '../../../lib/engine/run/start.js';
import { loadText, orThrow } from '../../../lib/load.js';
import { Registry } from '../../../lib/runners/registry.js';
import { recorded, type RecordedEvent } from '../../../lib/sinks/record/recorded-event.js';
import { readEvents } from '../../../lib/sinks/record/read-events.js';
import { Account } from '../../../lib/sinks/report/account.js';
import type { ReportData, TaskData } from '../../../lib/sinks/report/report-data.js';

const runners = new Registry([
  { name: 'Copy', run: (inputs) => inputs },
  {
    name: 'Bad',
    run: () => {
      throw new Error('bad');
    },
  },
  {
    name: 'Even',
    run: ({ x }) => {
      if (x === 1) throw new Error('odd');
      return { x };
    },
  },
  { name: 'Longer', run: ({ text }) => ({ text: `${text as string}!` }) },
]);

const eventsOf = async (
  components: string,
  inputs: Readonly<Record<string, unknown>>,
  output: string,
): Promise<readonly RecordedEvent[]> => {
  const pipeline = orThrow(
    await loadText(
      `
pipeline:
  name: Case
  inputs: { ${Object.keys(inputs).join(': {}, ')}: {} }
  outputs: { out: ${output} }
  components:
${components}`,
      { runners },
    ),
  );
  const events: RecordedEvent[] = [];
  await start(pipeline, inputs, {
    sinks: [(event) => events.push(recorded(event))],
  }).outputs.catch(() => undefined);
  return events;
};

const accountOf = (events: readonly RecordedEvent[]): ReportData => {
  const account = new Account();
  for (const event of events) account.add(event);
  return account.data();
};

const partOf = ({ tasks, parts }: ReportData, name: string): TaskData => {
  const found = [...tasks, ...parts].find((task) => task.name === name);
  if (found === undefined) throw new Error(`no task ${name}`);
  return found;
};

const branches = `
  - careful: { runner: Copy, when: q > 1, inputs: { x: q }, outputs: [x] }
  - after: { runner: Copy, inputs: { x: careful.x }, outputs: [x] }
  - quick: { runner: Copy, inputs: { x: q }, outputs: [x] }
  - last: { runner: Copy, inputs: { x: { first: [after.x, quick.x] }, q: q }, outputs: [x], when: quick.x < 3 }
`;

describe('the account of control flow', () => {
  it('says why a task was omitted, and with which that began', async () => {
    const data = accountOf(await eventsOf(branches, { q: 1 }, 'last.x'));
    expect(partOf(data, 'careful')).to.deep.include({
      state: 'omitted',
      omission: { reason: 'condition', origin: 'careful', task: 0 },
      ways: [['Runs only where', 'q > 1']],
    });
    expect(partOf(data, 'after')).to.deep.include({
      state: 'omitted',
      omission: { reason: 'absent', origin: 'careful', task: 0 },
    });
  });

  it('has what a task chooses from, and what its condition is asked with, among what it needs', async () => {
    const data = accountOf(await eventsOf(branches, { q: 1 }, 'last.x'));
    const { needs, wires } = partOf(data, 'last');
    expect(needs.map((place) => data.tasks[place]?.name)).to.have.members(['after', 'quick']);
    const [after, quick] = ['after', 'quick'].map((one) =>
      data.tasks.findIndex(({ name }) => name === one),
    );
    expect(wires).to.deep.equal({
      x: {
        selector: 'first',
        of: [
          ['after.x', after],
          ['quick.x', quick],
        ],
      },
      q: { of: [['q']] },
    });
  });

  it('shows elements of a list as parts', async () => {
    const data = accountOf(
      await eventsOf(
        '  - each: { runner: Even, map: { over: x, onFailure: omit }, inputs: { x: list }, outputs: [x] }',
        { list: [2, 1] },
        'each.x',
      ),
    );
    expect(data.parts.map(({ name, state, within }) => [name, state, within])).to.deep.equal([
      ['each[0]', 'finished', 0],
      ['each[1]', 'failed', 0],
    ]);
    expect(partOf(data, 'each').ways).to.deep.equal([
      ['For each', 'x; where one fails it is null'],
    ]);
  });

  it('keeps of very many parts those that failed, and says how many are left out', async () => {
    const list = Array.from({ length: 3100 }, (_, index) => (index > 3050 && index < 3061 ? 1 : 2));
    const data = accountOf(
      await eventsOf(
        '  - each: { runner: Even, map: { over: x, onFailure: omit }, inputs: { x: list }, outputs: [x] }',
        { list },
        'each.x',
      ),
    );
    expect(data.parts).to.have.length(3000);
    expect(data.parts.filter(({ state }) => state === 'failed')).to.have.length(10);
    expect(partOf(data, 'each[3055]').attempts.map(({ end }) => end)).to.deep.equal(['failed']);
    expect(partOf(data, 'each').partsLeftOut).to.equal(100);
    expect(data.notes).to.deep.equal([
      'Of the elements of lists and the tasks of pipelines within, 3,000 are shown, those that failed before others; 100 are left out.',
    ]);
  });

  it('says which runner a task fell back to, and what the rounds gave', async () => {
    const data = accountOf(
      await eventsOf(
        `
  - fallen: { runner: Bad, inputs: { text: text }, outputs: [text], fallback: [{ runner: Copy }] }
  - grown:
      runner: Longer
      inputs: { text: fallen.text }
      outputs: [text]
      repeat: { until: size(text) > 3, atMost: 5, carry: { text: text } }
`,
        { text: 'a' },
        'grown.text',
      ),
    );
    expect(partOf(data, 'fallen').attempts.map(({ end, runner }) => [end, runner])).to.deep.equal([
      ['failed', undefined],
      ['finished', 'Copy'],
    ]);
    const { rounds = [], attempts } = partOf(data, 'grown');
    expect(
      rounds.map(([round, , outputs]) => [round, ...outputs.map(([, text]) => data.texts[text])]),
    ).to.deep.equal([
      [1, ['text', 'a!']],
      [2, ['text', 'a!!']],
    ]);
    expect(attempts.map(({ end }) => end)).to.deep.equal(['finished', 'finished', 'finished']);
  });

  it('tells of two attempts beside each other which one gave a round, and how far each is', async () => {
    const of = { run: 'r', task: 'grown' };
    const { graph } = orThrow(
      await loadText(
        `
pipeline:
  name: Case
  inputs: [text]
  outputs: [grown.text]
  components:
    - grown:
        runner: Longer
        inputs: [text]
        outputs: [text]
        hedge: 2s
        repeat: { until: size(text) > 3, atMost: 5, carry: { text: text } }
`,
        { runners },
      ),
    );
    const started = { ...of, type: 'attempt-started', inputs: {} } as const;
    const events: readonly RunEvent[] = [
      { ...of, sequence: 0, time: 0, type: 'run-started', graph, inputs: {}, seed: 1 },
      { ...started, sequence: 1, time: 0, attempt: 1 },
      { ...started, sequence: 2, time: 2, attempt: 2 },
      { ...of, sequence: 3, time: 3, type: 'attempt-progress', attempt: 1, fraction: 0.5 },
      { ...of, sequence: 4, time: 4, type: 'task-repeated', attempt: 1, round: 1, outputs: {} },
      { ...started, sequence: 5, time: 5, attempt: 3 },
    ];
    const { attempts } = partOf(accountOf(events.map((event) => recorded(event))), 'grown');
    expect(attempts.map(({ number, end, progress }) => [number, end, progress])).to.deep.equal([
      [1, 'finished', 0.5],
      [2, 'cancelled', undefined],
      [3, 'running', undefined],
    ]);
  });

  it('is made of a record, too', async () => {
    const events = await eventsOf(branches, { q: 1 }, '{ first: [after.x, last.x] }');
    const lines = events.map((event) => JSON.stringify(event)).join('\n');
    const read: RecordedEvent[] = [];
    for await (const event of readEvents([`${lines}\n`])) read.push(event);
    expect(accountOf(read)).to.deep.equal(accountOf(events));
  });
});
