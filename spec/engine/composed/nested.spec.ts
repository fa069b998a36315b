import { expect } from 'chai';

import type { RunEvent } from '../../../lib/engine/event.js';
import { start } from '../../../lib/engine/start.js';
import { loadObject, orThrow } from '../../../lib/load.js';

describe('a pipeline in place of a runner', () => {
  const told = async (when: string): Promise<readonly RunEvent[]> => {
    const within = {
      name: 'Page',
      inputs: ['page'],
      outputs: { text: 'careful.text' },
      components: {
        careful: { runner: 'PassThrough', when, inputs: { text: 'page' }, outputs: ['text'] },
      },
    };
    const inner = orThrow(await loadObject({ pipeline: within }));
    const read = { pipeline: inner, inputs: ['page'], outputs: ['text'] };
    const outer = {
      name: 'Document',
      inputs: ['page'],
      outputs: { text: 'read.text' },
      components: { read },
    };
    const events: RunEvent[] = [];
    const sinks = [(event: RunEvent) => void events.push(event)];
    const run = start(orThrow(await loadObject({ pipeline: outer })), { page: 3 }, { sinks });
    await run.outputs.catch(() => undefined);
    return events;
  };

  it('tells of its conditions by the way to their tasks', async () => {
    const events = await told('page > 5');
    expect(events.find(({ type }) => type === 'task-omitted')).to.include({
      task: 'read/careful',
      reason: 'condition',
      origin: 'read/careful',
    });
  });

  it('fails a task of its own whose condition fails', async () => {
    const events = await told('page > "5"');
    const ends = events.flatMap((event) =>
      event.type === 'task-failed' || event.type === 'task-skipped'
        ? [`${event.type} ${event.task}`]
        : [],
    );
    expect(ends).to.deep.equal(['task-failed read/careful', 'task-failed read']);
    expect(events.at(-1)).to.include({ type: 'run-finished', outcome: 'failed' });
  });
});
