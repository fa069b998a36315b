import { expect } from 'chai';

import type { EventBody } from '../../../lib/engine/events/event.js';
import { recorded } from '../../../lib/sinks/record/recorded-event.js';
import { Account } from '../../../lib/sinks/report/account.js';
import type { ReportData, TaskData } from '../../../lib/sinks/report/report-data.js';
import { graphOf } from '../../engine/rig.js';

type Options = ConstructorParameters<typeof Account>[0];

/** What is said of a run of tasks `task0`, `task1`, … in which that happened, a millisecond each. */
const told = (count: number, bodies: Iterable<EventBody>, options?: Options): ReportData => {
  const account = new Account(options);
  let sequence = 0;
  const add = (body: EventBody): void => {
    account.add(recorded({ run: 'r', sequence, time: sequence, ...body }));
    sequence += 1;
  };
  const names = Array.from({ length: count }, (_, index) => [`task${index}`, {}]);
  const graph = graphOf(Object.fromEntries(names) as Record<string, object>);
  add({ type: 'run-started', graph, inputs: {}, seed: 1 });
  for (const body of bodies) add(body);
  return account.data();
};

const log = (task: string, message: string): EventBody => ({
  ...{ type: 'attempt-log', attempt: 1 },
  ...{ task, message },
});

const messagesOf = (task: TaskData | undefined): readonly string[] =>
  (task?.logs ?? []).map(([, , message]) => message);

/** Attempts one after the other, each with other inputs, and what each tells. */
const attempts = function* (count: number, tasks = 1): Generator<EventBody> {
  for (let round = 0; round < count; round += 1) {
    const task = `task${round % tasks}`;
    yield { type: 'attempt-started', task, attempt: 1, inputs: { in: `input ${round}` } };
    yield { type: 'task-superseded', task };
  }
};

describe('the account of a long run', () => {
  it('keeps of a long log the first and the last lines', () => {
    const lines = Array.from({ length: 2000 }, (_, line) => log('task0', `line ${line}`));
    const [task] = told(1, lines).tasks;
    const messages = messagesOf(task);
    expect([messages.length, task?.logsLeftOut]).to.deep.equal([500, 1500]);
    expect([0, 249, 250, 499].map((line) => messages[line])).to.deep.equal([
      'line 0',
      'line 249',
      'line 1750',
      'line 1999',
    ]);
  });

  it('keeps of the logs of all tasks so many lines, and two of each task', () => {
    const lines = Array.from({ length: 100 }, (_, line) => log(`task${line % 10}`, `line ${line}`));
    const { tasks } = told(10, lines, { mostEntries: 30 });
    expect(tasks.map(({ logs, logsLeftOut }) => [logs.length, logsLeftOut])).to.deep.equal(
      Array(10).fill([3, 7]),
    );
    expect(messagesOf(tasks[0])).to.deep.equal(['line 0', 'line 80', 'line 90']);
    const late = ['a', 'b', 'c'].map((message) => log('task10', message));
    const [latest] = told(11, [...lines, ...late], { mostEntries: 30 }).tasks.slice(-1);
    expect(messagesOf(latest)).to.deep.equal(['a', 'c']);
  });

  it('cuts a line that is far too long, and all where together they are', () => {
    const long = 'x'.repeat(30_000);
    const [task] = told(1, [log('task0', long)]).tasks;
    expect(messagesOf(task)).to.deep.equal([`${'x'.repeat(20_000)}… <10,000 more characters>`]);
    const lines = Array.from({ length: 100 }, () => log('task0', long));
    const [full] = told(1, lines, { most: 50_000 }).tasks;
    expect(messagesOf(full).join('').length).to.be.below(80_000);
    expect(full?.logsLeftOut).to.be.above(10);
  });

  it('keeps of very many attempts the last, and how many there were', () => {
    const { tasks, notes } = told(1, attempts(2000));
    expect(tasks[0]?.attempts).to.have.length(500);
    expect(tasks[0]?.attempts.at(-1)?.to).to.equal(4000);
    expect(tasks[0]?.earlier).to.deep.equal({ attempts: 1500, work: 1500 });
    expect(notes).to.contain('Only the last 500 attempts of each task are shown.');
  });

  it('keeps of the attempts of all tasks so many, and the last of each task', () => {
    const { tasks, notes } = told(10, attempts(200, 10), { mostEntries: 30 });
    expect(tasks.map((task) => [task.attempts.length, task.earlier?.attempts])).to.deep.equal(
      Array(10).fill([3, 17]),
    );
    expect(tasks[9]?.attempts.at(-1)?.to).to.equal(400);
    expect(tasks[9]?.attempts[0]).to.have.property('inputs');
    expect(notes).to.contain(
      'There were more attempts than a page can hold: of most tasks only the last are shown.',
    );
  });

  it('lets go of values that nothing names any more, be they long or many', () => {
    const long = function* (): Generator<EventBody> {
      for (const event of attempts(20_000))
        yield event.type === 'attempt-started'
          ? { ...event, inputs: { in: 'x'.repeat(90) + String(event.inputs['in']) } }
          : event;
    };
    for (const data of [told(1, long(), { most: 100_000 }), told(1, attempts(20_000))]) {
      expect(data.texts.length).to.be.below(6_000);
      const [, place = -1] = data.tasks[0]?.attempts.at(-1)?.inputs?.[0] ?? [];
      expect(data.texts[place]?.[1]).to.match(/input 19999$/);
    }
  });

  it('lets go of what came of an output once it is there', () => {
    const part: EventBody = {
      ...{ type: 'attempt-part', task: 'task0', attempt: 1 },
      ...{ output: 'out', value: 'so far' },
    };
    const begun = [...attempts(1)].slice(0, 1);
    const failed: EventBody = { type: 'task-superseded', task: 'task0' };
    expect(told(1, [...begun, part]).tasks[0]?.coming).to.deep.equal([['out', 'so far']]);
    expect(told(1, [...begun, part, failed]).tasks[0]).not.to.have.property('coming');
  });

  it('keeps of very many notes the last', () => {
    const notes = Array.from({ length: 300 }, (_, index): EventBody => {
      return { type: 'task-noted', task: 'task0', message: `note ${index}` };
    });
    const [, said, first, ...others] = told(1, notes).notes;
    expect([said, first, others.length]).to.deep.equal([
      'Only the last 100 notes are shown.',
      'task0: note 200',
      99,
    ]);
  });
});
