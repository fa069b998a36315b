import { expect } from 'chai';
import { NEVER } from 'rxjs';

import { watchLog } from '../../../lib/cli/watch/watch-log.js';
import { live } from '../../../lib/engine/live/live.js';
import { AttemptLostError } from '../../../lib/engine/attempts/lost.js';
import type { RemoteContext } from '../../../lib/engine/attempts/remote.js';
import type { Values } from '../../../lib/engine/events/event.js';
import { loaded, type RunnersOf } from '../../engine/loaded.js';
import { graphOf, virtualTime } from '../../engine/rig.js';

const pipeline = {
  inputs: ['x', 'xs'],
  outputs: { up: 'up.y', next: 'below.y', won: { race: ['near.y', 'far.y'] }, lists: 'all.y' },
  components: {
    up: {
      runner: 'Up',
      inputs: { x: 'x' },
      outputs: ['y'],
      repeat: { until: 'y > 2', atMost: 3, carry: { x: 'y' } },
    },
    low: {
      runner: 'Fail',
      when: 'x > 1',
      inputs: { x: 'x' },
      outputs: ['y'],
      fallback: [{ runner: 'Up' }],
    },
    below: { runner: 'Up', inputs: { x: 'low.y' }, outputs: ['y'] },
    far: { runner: 'Never', inputs: { x: 'x' }, outputs: ['y'] },
    near: { runner: 'Up', inputs: { x: 'x' }, outputs: ['y'] },
    all: {
      runner: 'Small',
      map: { over: 'x', onFailure: 'omit' },
      inputs: { x: 'xs' },
      outputs: ['y'],
    },
  },
};

const runners: RunnersOf = {
  Up: ({ x }) => ({ y: Number(x) + 1 }),
  Fail: () => {
    throw new Error('no luck');
  },
  Never: () => NEVER,
  Small: ({ x }) => {
    if (Number(x) > 9) throw new Error('too large');
    return { y: x };
  },
};

/** What is logged of each of these changes. */
const loggedOf = async (changes: readonly Values[], isVerbose: boolean): Promise<string[]> => {
  const lines: string[] = [];
  const scheduler = virtualTime();
  const sinks = [watchLog((line) => lines.push(line), isVerbose)];
  const run = live(await loaded(pipeline, runners), undefined, { scheduler, sinks });
  for (const change of changes) {
    run.set(change);
    scheduler.flush();
  }
  return lines;
};

describe('the log of `watch`', () => {
  it('tells rounds, fallbacks and what is cancelled and omitted as the log of a run does, where it is verbose', async () => {
    const lines = await loggedOf([{ x: 1, xs: [] }, { x: 2 }], true);
    expect(lines).to.deep.equal([
      '  pipeline : inputs changed - x=1, xs=[]',
      '  low - Fail : omitted: its condition does not hold',
      '  below - Up : omitted: no value from `low`',
      '  up: attempt 1 starts',
      '  up: round 1 gave y=2',
      '  far: attempt 1 starts',
      '  near: attempt 1 starts',
      '  near - Up : inputs - x=1 : outputs - y=2',
      '  far - Never : inputs - x=1 : cancelled',
      '  all: attempt 1 starts',
      '  all - Small : inputs - x=[] : outputs - y=[]',
      '  up: attempt 2 starts',
      '  up - Up : inputs - x=2 : outputs - y=3',
      '  ran `near`, `all` and `up`',
      '  pipeline : inputs changed - x=2',
      '  up: attempt 1 starts',
      '  up - Up : inputs - x=2 : outputs - y=3',
      '  low: attempt 1 starts',
      '  low: attempt 1 failed: no luck; the next follows at once',
      '  low: attempt 2 starts with Up',
      '  low - Up : inputs - x=2 : outputs - y=3',
      '  far: attempt 1 starts',
      '  near: attempt 1 starts',
      '  near - Up : inputs - x=2 : outputs - y=3',
      '  far - Never : inputs - x=2 : cancelled',
      '  below: attempt 1 starts',
      '  below - Up : inputs - x=3 : outputs - y=4',
      '  ran `up`, `low`, `near` and `below`; kept `all`',
    ]);
  });

  it('counts the elements of lists that have run', async () => {
    const lines = await loggedOf([{ x: 1, xs: [1, 2, 10] }, { xs: [1, 3, 10] }], false);
    expect(lines).to.deep.equal([
      '  `all[2]` failed: too large',
      '  ran `near`, `all` (3 elements) and `up`',
      // What the others gave is kept, and that one gave nothing.
      '  ran `all` (1 element); kept `up` and `near`',
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
    const sinks = [watchLog((line) => lines.push(line), false)];
    const run = live({ graph }, {}, { remote: ({ runner }) => runner, sinks });
    run.cancel();
    expect(lines).to.deep.equal([
      '  a: attempt 1 was lost: nothing is heard of\\x1b its worker; another one follows',
      '  ran `a`',
    ]);
  });
});
