import { expect } from 'chai';

import type { EventBody } from '../../../lib/engine/events/event.js';
import { loadObject, orThrow } from '../../../lib/load.js';
import { anyRunner } from '../../../lib/runners/registry.js';
import { GivenSoFar } from '../../../lib/server/runs/given-so-far.js';

describe('what a run of a server has given so far', () => {
  it('counts the tasks of the pipeline that are done, not the elements of lists', async () => {
    const { graph } = orThrow(
      await loadObject(
        {
          pipeline: {
            name: 'p',
            inputs: ['xs'],
            outputs: ['m.y'],
            components: { m: { runner: 'R', map: 'x', inputs: { x: 'xs' }, outputs: ['y'] } },
          },
        },
        { runners: anyRunner },
      ),
    );
    const given = new GivenSoFar(graph);
    const take = (body: EventBody): void => {
      given.take({ run: 'r', sequence: 0, time: 0, ...body });
    };
    take({ type: 'task-finished', task: 'm[0]', attempt: 1, outputs: { y: 1 } });
    take({ type: 'task-kept', task: 'm[1]', outputs: { y: 1 }, from: 'q/m[1]' });
    take({ type: 'task-finished', task: 'm[2]/inner', attempt: 1, outputs: { y: 1 } });
    take({ type: 'task-omitted', task: 'm[3]', reason: 'condition', origin: 'm[3]' });
    expect(given.tasks.given + given.tasks.omitted).to.equal(0);
    take({ type: 'task-finished', task: 'm', attempt: 1, outputs: { y: [1, 1] } });
    expect(given.tasks.given).to.equal(1);
  });
});
