import { expect } from 'chai';
import fc from 'fast-check';

import type { RunEvent } from '../../../lib/engine/events/event.js';
import { Run } from '../../../lib/engine/run/run.js';
import {
  byName,
  graphOf,
  Hands,
  pool,
  randomTasks,
  taking,
  trace,
  virtualTime,
  Watched,
} from '../rig.js';

describe('the events of a run', () => {
  it('come in order: numbered without gaps, started before finished, nothing after the end', () => {
    fc.assert(
      fc.property(
        randomTasks(),
        fc.constantFrom('stop' as const, 'continue' as const),
        fc.constantFrom(1, 3, 100),
        (tasks, onFailure, concurrency) => {
          const scheduler = virtualTime();
          const graph = graphOf(
            byName(tasks, ({ time, failing, retries, timeout, resources }) => ({
              run: taking(time, scheduler, (inputs, context) => {
                if (context.attempt <= failing) throw new Error('broken');
                return trace(inputs, context);
              }),
              retry: { attempts: retries, delay: 1 },
              resources,
              ...(timeout === undefined ? {} : { timeout }),
            })),
            { inputs: ['source'], resources: pool },
          );
          const { events } = new Watched(graph, { scheduler, onFailure, concurrency }).flush();
          expect(events.map(({ sequence }) => sequence)).to.deep.equal([...events.keys()]);
          expect(events[0]?.type).to.equal('run-started');
          const ends = events.filter(({ type }) => type === 'run-finished');
          expect(ends).to.deep.equal([events.at(-1)]);
          events.forEach(({ time }, index) => {
            expect(time).to.be.at.least(events[index - 1]?.time ?? 0);
          });
          for (const { name } of tasks) {
            const own = events.flatMap((event) =>
              'task' in event && event.task === name ? [event] : [],
            );
            expect(own.map(({ type }) => type.replace(/^task-waiting$/, 'w')).join(' ')).to.match(
              /^((w )?attempt-started attempt-failed )*((w )?attempt-started task-(finished|failed)|((w )?(attempt-started )?)?task-cancelled|task-skipped)$/,
            );
            const numbers = own.flatMap((event) =>
              event.type === 'attempt-started' ? [event.attempt] : [],
            );
            expect(numbers).to.deep.equal(numbers.map((_, index) => index + 1));
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('say what went in and what came out, and what a runner tells meanwhile', () => {
    const scheduler = virtualTime();
    const graph = graphOf(
      {
        a: {
          inputs: ['page'],
          run: (inputs, context) => {
            context.log('reading');
            context.progress(0.5);
            context.progress(7);
            context.progress(-1);
            context.progress(NaN);
            return taking(10, scheduler)(inputs, context);
          },
        },
      },
      { inputs: ['page'] },
    );
    const watched = new Watched(graph, { scheduler, id: 'run-1', seed: 1 }, { page: 7 }).flush();
    const common = (sequence: number, time: number) => ({ run: 'run-1', sequence, time });
    expect(watched.events).to.deep.equal([
      { ...common(0, 0), type: 'run-started', graph, inputs: { page: 7 }, seed: 1 },
      { ...common(1, 0), type: 'attempt-started', task: 'a', attempt: 1, inputs: { page: 7 } },
      { ...common(2, 0), type: 'attempt-log', task: 'a', attempt: 1, message: 'reading' },
      { ...common(3, 0), type: 'attempt-progress', task: 'a', attempt: 1, fraction: 0.5 },
      { ...common(4, 0), type: 'attempt-progress', task: 'a', attempt: 1, fraction: 1 },
      {
        ...common(5, 10),
        ...{ type: 'task-finished', task: 'a', attempt: 1, outputs: { out: 'a(7)' } },
      },
      {
        ...common(6, 10),
        ...{ type: 'run-finished', outcome: 'done', outputs: { 'a.out': 'a(7)' } },
      },
    ]);
  });

  it('say as a text what a runner logs, whatever it is', () => {
    const { events } = new Watched(
      graphOf({
        a: {
          run: (_, { log }) => {
            const logAnything = log as (message: unknown) => void;
            for (const one of [3, {}, undefined, { page: [1] }]) logAnything(one);
            return { out: 1 };
          },
        },
      }),
    );
    expect(
      events.flatMap((event) => (event.type === 'attempt-log' ? [event.message] : [])),
    ).to.deep.equal(['3', '{}', 'undefined', '{ page: [ 1 ] }']);
  });

  it('tell that a task waits, only where it does', () => {
    const hands = new Hands();
    const watched = new Watched(graphOf({ a: { run: hands.run }, b: { run: hands.run } }), {
      concurrency: 1,
    });
    hands.finish('a');
    hands.finish('b');
    expect(watched.story).to.deep.equal([
      ...['run-started', 'started a', 'waiting b', 'finished a', 'started b', 'finished b', 'done'],
    ]);
  });

  it('can be watched from any moment on', () => {
    const hands = new Hands();
    const run = new Run(graphOf({ a: { run: hands.run } }), {}, { scheduler: virtualTime() });
    const events: RunEvent[] = [];
    let isComplete = false;
    run.events$.subscribe({
      next: (event) => events.push(event),
      complete: () => {
        isComplete = true;
      },
    });
    hands.finish('a');
    expect(events.map(({ type }) => type)).to.deep.equal(['task-finished', 'run-finished']);
    expect(isComplete).to.equal(true);
  });

  it('report a sink that throws, which harms nobody', () => {
    const graph = graphOf({ a: {}, b: { inputs: ['a.out'] } });
    const [before, after]: [RunEvent[], RunEvent[]] = [[], []];
    for (const at of [0, 1, 2, 3, 4]) {
      before.length = after.length = 0;
      let times = 0;
      const watched = new Watched(graph, {
        sinks: [
          (event) => before.push(event),
          () => {
            times += 1;
            if (times === at + 1) throw new Error('a full disk');
          },
          (event) => after.push(event),
        ],
      });
      expect(watched.outcome).to.equal('done');
      expect(times).to.equal(at + 1);
      expect(before).to.deep.equal(watched.events);
      expect(after).to.deep.equal(watched.events);
      const [report, ...more] = watched.events.filter(({ type }) => type === 'sink-failed');
      expect(more).to.deep.equal([]);
      expect(report).to.include({ message: 'a full disk' });
      expect(watched.events.map(({ sequence }) => sequence)).to.deep.equal([
        ...watched.events.keys(),
      ]);
    }
  });

  it('report nothing after the end, not even that a sink threw at it', () => {
    const watched = new Watched(graphOf({ a: {} }), {
      sinks: [
        ({ type }) => {
          if (type === 'run-finished') throw new Error('too late');
        },
      ],
    });
    expect(watched.story.at(-1)).to.equal('done');
  });

  it('reach every sink in the same order, though one of them stops the run', () => {
    const hands = new Hands();
    const [before, after]: [RunEvent[], RunEvent[]] = [[], []];
    const watched: Watched = new Watched(
      graphOf({ a: { run: hands.run }, b: { inputs: ['a.out'] }, c: { run: hands.run } }),
      {
        sinks: [
          (event) => before.push(event),
          ({ type }) => {
            if (type === 'task-finished') watched.run.cancel();
          },
          (event) => after.push(event),
        ],
      },
    );
    hands.finish('a');
    expect(watched.story.slice(3)).to.deep.equal([
      ...['finished a', 'cancelled c', 'cancelled b', 'cancelled'],
    ]);
    expect(before).to.deep.equal(watched.events);
    expect(after).to.deep.equal(watched.events);
  });
});
