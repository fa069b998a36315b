import { expect } from 'chai';

import { watchLog } from '../../../lib/cli/watch/watch-log.js';
import { live } from '../../../lib/engine/live/live.js';
import { AttemptLostError } from '../../../lib/engine/attempts/lost.js';
import type { RemoteContext } from '../../../lib/engine/attempts/remote.js';
import { graphOf } from '../../engine/rig.js';

describe('the log of `watch`', () => {
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
      '  ran a',
    ]);
  });
});
