import { expect } from 'chai';
import fc from 'fast-check';

import { dryRun } from '../../lib/engine/dry-run.js';
import { loadObject, orThrow } from '../../lib/load.js';
import { toObject } from '../declaration-pieces.js';
import { randomDeclaration, registry } from '../random-declarations.js';
import { graphOf } from '../expect-diagnostics.js';
import { byName, graphOf as graphBy, randomTasks, taking, virtualTime, Watched } from './rig.js';

//            ┌→ left ──┐
//  page → first        ├→ last → total      unread (of nothing's need), notes
//            └→ right ─┘
const diamond = `
  pipeline:
    name: Diamond
    inputs: [page, notes]
    outputs: { total: last.total, text: left.text }
    components:
      - last: { runner: R, inputs: [right.text, left.text], outputs: [total] }
      - right: { runner: R, inputs: [first.page], outputs: [text], dependencies: [warm_up] }
      - unread: { runner: R, inputs: [right.text], outputs: [text] }
      - left: { runner: R, inputs: [first.page, notes], outputs: [text] }
      - first: { runner: R, inputs: [page], outputs: [page] }
      - warm_up: { runner: R, inputs: [], outputs: [] }
  `;

describe('dryRun', () => {
  it('tells the steps of a run and what is pruned', async () => {
    const { steps, pruned } = dryRun(await graphOf(diamond));
    expect({ steps, pruned }).to.deep.equal({
      steps: [['first', 'warm_up'], ['right', 'left'], ['last']],
      pruned: ['unread'],
    });
  });

  it('has every task that is not pruned once, behind all that it waits for', () =>
    fc.assert(
      fc.asyncProperty(randomDeclaration({ odd: true }), async ({ root }) => {
        const loaded = await loadObject(toObject(root), { runners: registry });
        const { graph } = orThrow(loaded);
        const { steps, pruned } = dryRun(graph);
        const stepOf = new Map(steps.flatMap((step, at) => step.map((name) => [name, at])));
        expect([...steps.flat(), ...pruned]).to.have.members(
          graph.components.map(({ name }) => name),
        );
        for (const { name, predecessors } of graph.components)
          for (const before of predecessors.map((at) => graph.components[at]?.name))
            if (stepOf.has(name))
              expect(stepOf.get(before ?? '')).to.be.lessThan(stepOf.get(name) ?? -1);
      }),
    ));
});

describe('the steps of a dry run', () => {
  it('are those in which a run has its tasks start, if all take equally long', () => {
    fc.assert(
      fc.property(randomTasks(), (tasks) => {
        const scheduler = virtualTime();
        const graph = graphBy(
          byName(tasks, () => ({ run: taking(1, scheduler) })),
          {
            inputs: ['source'],
          },
        );
        const watched = new Watched(graph, { scheduler }, { source: 0 }).flush();
        const starts: string[][] = [];
        for (const event of watched.events)
          if (event.type === 'attempt-started') (starts[event.time] ??= []).push(event.task);
        const sorted = (steps: readonly (readonly string[])[]): string[][] =>
          steps.map((step) => [...step].sort());
        expect(sorted(dryRun(graph).steps)).to.deep.equal(sorted(starts));
      }),
    );
  });

  it('say nothing of timeouts, slots or threads, and leave no timer', () => {
    const graph = graphBy(
      { a: { timeout: 1, retry: { attempts: 3 } }, b: { resources: { gpu: 1 } } },
      {
        resources: { gpu: 1 },
        concurrency: 1,
        timeout: 1,
      },
    );
    expect(dryRun(graph).steps).to.deep.equal([['a', 'b']]);
  });
});

describe('the provenance of an output', () => {
  it('tells where an output comes from', async () => {
    const graph = await graphOf(diamond);
    expect(graph.outputs.map(dryRun(graph).provenance)).to.deep.equal([
      {
        output: 'total',
        consumable: 'last.total',
        inputs: ['page', 'notes'],
        steps: [['first', 'warm_up'], ['right', 'left'], ['last']],
      },
      {
        output: 'text',
        consumable: 'left.text',
        inputs: ['page', 'notes'],
        steps: [['first'], ['left']],
      },
    ]);
  });

  it('of an input of the pipeline is that input alone', async () => {
    const graph = await graphOf(`
      pipeline:
        name: P
        inputs: [page]
        outputs: { same: page, text: ocr.text }
        components: [ocr: { runner: R, inputs: [page], outputs: [text] }]
      `);
    expect(graph.outputs.map(dryRun(graph).provenance)[0]).to.deep.equal({
      output: 'same',
      consumable: 'page',
      inputs: ['page'],
      steps: [],
    });
  });
});
