import { expect } from 'chai';

import type { EventBody } from '../../../lib/engine/events/event.js';
import { ofItem, recorded, type RecordedEvent } from '../../../lib/sinks/record/recorded-event.js';
import { ItemsAccount } from '../../../lib/sinks/report/items-account.js';
import { itemsReport, report } from '../../../lib/sinks/report/report.js';
import { itemRuns, type Items } from './item-runs.js';

const many = (count: number, how: 'fails' | 'works'): Items =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`i${at}`, how]));

const accountOf = (events: ReturnType<typeof itemRuns>) => {
  const account = new ItemsAccount();
  for (const event of events) account.add(event);
  return account.data();
};

describe('the account of many items', () => {
  it('counts items and tasks, and keeps the runs of those that failed', () => {
    const data = accountOf(itemRuns({ a: 'works', b: 'fails', c: 'works' }));
    expect(data.items).to.deep.equal({ done: 2, failed: 1, cancelled: 0, unfinished: 0 });
    expect(data.tasks).to.deep.equal([
      {
        ...{ name: 'read', runner: 'Runner-read', finished: 2, failed: 1 },
        ...{ skipped: 0, omitted: 0, cancelled: 0 },
        ...{ attempts: 3, work: 25, longest: 10, longestItem: 'a' },
      },
      {
        ...{ name: 'print', runner: 'Runner-print', finished: 2, failed: 0 },
        ...{ skipped: 1, omitted: 0, cancelled: 0 },
        ...{ attempts: 2, work: 0, longest: 0, longestItem: 'a' },
      },
    ]);
    expect(data.failed).to.deep.equal([{ item: 'b', message: '`read` failed: b is torn', run: 0 }]);
    expect(data.runs.map(({ item, outcome, run }) => [item, outcome, run])).to.deep.equal([
      ['b', 'failed', 'b'],
    ]);
    expect(data).to.deep.include({ started: 0, duration: 25, notes: [] });
  });

  it('counts the work of all attempts: of rounds, lost ones, and those beside each other', () => {
    const [begun, ...others] = itemRuns({ a: 'works' });
    const at = (time: number, event: EventBody): RecordedEvent =>
      ofItem(recorded({ run: 'a', sequence: 0, time, ...event }), 'a');
    const started = (attempt: number): EventBody => ({
      type: 'attempt-started',
      task: 'read',
      attempt,
      inputs: {},
    });
    const data = accountOf([
      begun as RecordedEvent,
      at(0, started(1)),
      at(5, { type: 'attempt-lost', task: 'read', attempt: 1, reason: 'it was killed' }),
      at(6, started(2)),
      at(8, { type: 'task-repeated', task: 'read', attempt: 2, round: 1, outputs: {} }),
      at(8, started(3)),
      at(10, started(4)),
      at(15, { type: 'task-finished', task: 'read', attempt: 3, outputs: {} }),
      ...others.slice(-1),
    ]);
    expect(data.tasks[0]).to.include({ finished: 1, attempts: 4, work: 19, longest: 7 });
  });

  it('takes items in that have no run, or whose outputs were not written after it', () => {
    const common = { run: 'x', sequence: 0, time: 99, type: 'item-failed' } as const;
    const data = accountOf([
      ...itemRuns({ a: 'works', b: 'works' }),
      { ...common, item: 'b', message: 'it holds itself', hasRun: true },
      { ...common, item: 'c', message: 'no JSON', hasRun: false },
    ]);
    expect(data.items).to.deep.include({ done: 1, failed: 2 });
    expect(data.failed).to.deep.equal([
      { item: 'b', message: 'it holds itself' },
      { item: 'c', message: 'no JSON' },
    ]);
  });

  it('keeps of very many that fail the first runs and reasons, and says so', () => {
    const data = accountOf(itemRuns(many(1100, 'fails')));
    expect(data.items.failed).to.equal(1100);
    expect([data.failed.length, data.runs.length]).to.deep.equal([1000, 20]);
    expect(data.notes).to.deep.equal([
      'Of the items that failed the first 1,000 are listed.',
      'The runs of the first 20 items that failed can be looked at.',
    ]);
  });

  it('says where the record breaks off', () => {
    const data = accountOf(itemRuns({ a: 'works', b: 'works' }).slice(0, -1));
    expect(data.items).to.deep.include({ done: 1, unfinished: 1 });
    expect(data.notes).to.deep.equal([
      'The record is incomplete: its run was killed, or is still at work.',
    ]);
  });

  it('makes one page, told by its events that it is of many items, and also of none', async () => {
    const told = report();
    const made = itemsReport('of a spec');
    for (const event of itemRuns({ a: 'works', b: 'fails' })) {
      told.add(event);
      made.add(event);
    }
    const page = await told.html();
    expect(page).to.equal(await made.html());
    expect(page).to.contain('<title>of a spec: 1 item done, 1 failed</title>');
    expect(await itemsReport('none').html()).to.contain(
      '<title>none: 0 items done, 0 failed</title>',
    );
  });
});
