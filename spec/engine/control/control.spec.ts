import { expect } from 'chai';

import type { Runner } from '../../../lib/runners/runner.js';
import { loaded } from '../loaded.js';
import { Watched } from '../rig.js';

const echo: Runner['run'] = ({ x }) => ({ y: x });

/** What is told of tasks that are omitted: why, and with which component it began. */
const omissions = ({ events }: Watched): string[] =>
  events.flatMap((event) =>
    event.type === 'task-omitted' ? [`${event.task}: ${event.reason}, ${event.origin}`] : [],
  );

describe('a task that takes the first of what may be absent', () => {
  for (const kind of ['first', 'race'])
    it(`is omitted with the component where that began, where nothing is there: ${kind}`, async () => {
      const { graph } = await loaded(
        {
          inputs: ['x'],
          outputs: ['c.y'],
          components: {
            a: { runner: 'R', when: 'x > 1', inputs: { x: 'x' }, outputs: ['y'] },
            b: { runner: 'R', inputs: { x: 'a.y' }, outputs: ['y'] },
            c: { runner: 'R', inputs: { x: { [kind]: ['b.y', 'a.y'] } }, outputs: ['y'] },
          },
        },
        { R: echo },
      );
      expect(omissions(new Watched(graph, {}, { x: 1 }).flush())).to.deep.equal([
        'a: condition, a',
        'b: absent, a',
        'c: absent, a',
      ]);
    });
});
