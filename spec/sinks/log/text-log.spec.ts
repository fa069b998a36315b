import { expect } from 'chai';
import { finalize, NEVER, of } from 'rxjs';

import { AttemptLostError } from '../../../lib/engine/attempts/lost.js';
import type { RemoteContext } from '../../../lib/engine/attempts/remote.js';
import { live } from '../../../lib/engine/live/live.js';
import { textLog } from '../../../lib/sinks/log/text-log.js';
import { graphOf, Hands, taking, virtualTime, Watched } from '../../engine/rig.js';

const tearDown = (): never => {
  throw new Error('the device is busy');
};

describe('the text log', () => {
  it('tells only of the steps that failed, under their numbers, where that is asked for', () => {
    const lines: string[] = [];
    const graph = graphOf(
      {
        a: {},
        b: {
          inputs: ['a.out', 'x'],
          retry: { attempts: 1 },
          run: (_, { log }) => {
            log('about to fail');
            throw new Error('no luck');
          },
        },
        c: { inputs: ['b.out'] },
        d: { inputs: ['a.out'], run: () => of({ out: 1 }).pipe(finalize(tearDown)) },
      },
      { inputs: ['x'] },
    );
    const sink = textLog((line) => lines.push(line), { troublesOnly: true, verbose: true });
    new Watched(graph, { onFailure: 'continue', sinks: [sink] }, { x: 1 }).flush();
    expect(lines).to.deep.equal([
      '  d: a teardown of its runner failed: the device is busy',
      '3 : b - Runner-b : inputs - a.out=a(), x=1 : failed at attempt 2 - no luck',
    ]);
  });

  it('says how long the tasks took and the run, from a tenth of a second on', () => {
    const lines: string[] = [];
    const scheduler = virtualTime();
    const graph = graphOf({
      a: {
        retry: { attempts: 1, delay: 1000 },
        run: taking(700, scheduler, (_, { attempt }) => {
          if (attempt === 1) throw new Error('no luck');
          return { out: 1 };
        }),
      },
      b: { inputs: ['a.out'], run: taking(99, scheduler) },
    });
    new Watched(graph, { scheduler, sinks: [textLog((line) => lines.push(line))] }).flush();
    expect(lines.slice(2)).to.deep.equal([
      '1 : a - Runner-a : inputs - none : outputs - out=1 : in 2.4 s',
      '2 : b - Runner-b : inputs - a.out=1 : outputs - out=b(1)',
      `3 : pipeline : outputs - ${lines.at(-1)?.split('outputs - ')[1] ?? ''}`,
    ]);
    expect(lines.at(-1)).to.match(/ : in 2\.4 s$/);
  });

  it('cuts very long messages, and says how much is left out and where it stands', () => {
    const lines: string[] = [];
    const long = `x${'\u001b'.repeat(1_000_000)}`;
    const graph = graphOf({
      a: {
        run: (_, { log }) => {
          log(long);
          throw new Error(long);
        },
      },
    });
    const sink = textLog((line) => lines.push(line));
    new Watched(graph, { onFailure: 'continue', sinks: [sink] }).flush();
    const cut = `x${'\\x1b'.repeat(1999)}… <998,001 more characters; \`--events\` records them all>`;
    expect(lines.slice(1, 3)).to.deep.equal([
      `  a: ${cut}`,
      `1 : a - Runner-a : inputs - none : failed at attempt 1 - ${cut}`,
    ]);
  });

  it('tells of an attempt that was lost, and that another one follows', () => {
    const lines: string[] = [];
    const graph = graphOf({
      a: {
        run: (_, context) => {
          (context as Partial<RemoteContext>).begin?.();
          if (context.attempt === 1)
            throw new AttemptLostError('nothing is heard of\u001b its worker');
          return { out: 1 };
        },
      },
    });
    const sinks = [textLog((line) => lines.push(line))];
    new Watched(graph, { remote: ({ runner }) => runner, sinks }).flush();
    expect(lines.slice(1, -1)).to.deep.equal([
      '  a: attempt 1 was lost: nothing is heard of\\x1b its worker; another one follows',
      '1 : a - Runner-a : inputs - none : outputs - out=1',
    ]);
  });

  it('names the resources that a task may be waiting for', () => {
    const lines: string[] = [];
    const graph = graphOf(
      { a: { resources: { gpu: 1 }, run: () => NEVER }, b: { resources: { gpu: 1 } } },
      { resources: { gpu: 1 } },
    );
    const sink = textLog((line) => lines.push(line), { verbose: true });
    new Watched(graph, { sinks: [sink] }, {}).flush();
    expect(lines).to.include('  b: waits for a slot or for resource `gpu`');
  });

  it('has a line for each task that was cancelled, whether it had begun or not', () => {
    const lines: string[] = [];
    const graph = graphOf({
      slow: { run: () => NEVER },
      next: { inputs: ['slow.out'] },
      broken: {
        run: () => {
          throw new Error('no luck');
        },
      },
    });
    new Watched(graph, { sinks: [textLog((line) => lines.push(line))] }).flush();
    expect(lines.slice(1)).to.deep.equal([
      '1 : broken - Runner-broken : inputs - none : failed at attempt 1 - no luck',
      '2 : slow - Runner-slow : inputs - none : cancelled',
      '3 : next - Runner-next : cancelled before it began',
      '4 : pipeline : failed : outputs - none',
    ]);
  });

  it('goes on after a value that cannot be read', () => {
    const lines: string[] = [];
    const unreadable = {
      get page(): never {
        throw new Error('gone');
      },
    };
    const graph = graphOf({ a: { run: () => ({ out: unreadable }) }, b: { inputs: ['a.out'] } });
    const sink = textLog((line) => lines.push(line));
    new Watched(graph, { sinks: [sink] }).flush();
    expect(lines.slice(1, 3)).to.deep.equal([
      '1 : a - Runner-a : inputs - none : outputs - out=<unreadable>',
      '2 : b - Runner-b : inputs - a.out=<unreadable> : outputs - out=b([object Object])',
    ]);
  });

  it('tells of a live run what changed, what was superseded and what was kept', () => {
    const lines: string[] = [];
    const hands = new Hands();
    const graph = graphOf(
      { a: { inputs: ['x'], run: hands.run }, b: { inputs: ['y'] }, c: { inputs: ['b.out'] } },
      { inputs: ['x', 'y'], outputs: ['a.out', 'c.out'] },
    );
    const run = live({ graph }, undefined, {
      scheduler: virtualTime(),
      seed: 7,
      sinks: [textLog((line) => lines.push(line), { verbose: true })],
    });
    run.set({ x: 1, y: 1 });
    run.set({ x: 2 });
    hands.finish('a');
    run.restart('b');
    run.cancel();
    expect(lines).to.deep.equal([
      ...['0 : pipeline : inputs - none', '  seed 7'],
      '1 : pipeline : inputs changed - x=1, y=1',
      ...['  a: attempt 1 starts', '  b: attempt 1 starts'],
      '2 : b - Runner-b : inputs - y=1 : outputs - out=b(1)',
      '  c: attempt 1 starts',
      '3 : c - Runner-c : inputs - b.out=b(1) : outputs - out=c(b(1))',
      '4 : pipeline : inputs changed - x=2',
      '5 : a - Runner-a : inputs - x=1 : superseded',
      '  a: attempt 1 starts',
      '6 : a - Runner-a : inputs - x=2 : outputs - out=a(2)',
      '7 : pipeline : outputs - a.out=a(2), c.out=c(b(1))',
      '8 : b - Runner-b : restarted, with 0 dependents',
      '  b: attempt 1 starts',
      '9 : b - Runner-b : inputs - y=1 : outputs - out=b(1)',
      '  c: kept: its inputs have not changed',
      '10 : pipeline : outputs - a.out=a(2), c.out=c(b(1))',
      '11 : pipeline : cancelled : outputs - a.out=a(2), c.out=c(b(1))',
    ]);
  });
});
