import { expect } from 'chai';
import fc from 'fast-check';

import { dryRun } from '../../lib/engine/dry-run.js';
import { loadObject, orThrow } from '../../lib/load.js';
import { anyRunner } from '../../lib/runners/registry.js';
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

describe('the outputs that may be absent', () => {
  it('are listed, each with a case', async () => {
    const graph = await graphOf(`
      pipeline:
        name: P
        inputs: [page, q]
        outputs: { one: { first: [careful.text, quick.text] }, notes: careful.notes, last: last.y, none: none.y }
        components:
          - careful: { runner: R, inputs: [page], outputs: [text, notes], when: q < 0.8 }
          - quick: { runner: R, inputs: [page], outputs: [text], when: '!(q < 0.8)' }
          - last: { runner: R, inputs: [quick.text], outputs: [y], onFailure: omit, when: page != "" }
          - none: { runner: R, inputs: { careful: careful.text, quick: quick.text }, outputs: [y] }
      `);
    expect(dryRun(graph).mayBeAbsent).to.deep.equal([
      { output: 'notes', when: '`q` is 0.8' },
      { output: 'last', when: '`page` is ""' },
      { output: 'none' },
    ]);
  });

  it('take what is known of a pipeline within a pipeline', async () => {
    const inner = orThrow(
      await loadObject(
        {
          pipeline: {
            name: 'Inner',
            inputs: ['quality', 'page'],
            outputs: { good: 'a.y', bad: 'b.y', kept: 'c.y' },
            components: [
              { a: { runner: 'R', inputs: ['page'], outputs: ['y'], when: 'quality > 0.5' } },
              { b: { runner: 'R', inputs: ['page'], outputs: ['y'], when: 'quality <= 0.5' } },
              { c: { runner: 'R', inputs: ['page'], outputs: ['y'], onFailure: 'omit' } },
            ],
          },
        },
        { runners: anyRunner },
      ),
    );
    const { graph } = orThrow(
      await loadObject(
        {
          pipeline: {
            name: 'Outer',
            inputs: ['q', 'page'],
            outputs: {
              good: 'read.good',
              kept: 'read.kept',
              one: { first: ['read.good', 'read.bad'] },
              again: 'again.y',
            },
            components: [
              {
                read: {
                  pipeline: inner,
                  inputs: { quality: 'q', page: 'page' },
                  outputs: ['good', 'bad', 'kept'],
                },
              },
              { again: { runner: 'R', inputs: ['read.good'], outputs: ['y'], when: 'q > 0.2' } },
            ],
          },
        },
        { runners: anyRunner },
      ),
    );
    expect(dryRun(graph).mayBeAbsent).to.deep.equal([
      { output: 'good', when: '`q` is 0.2' },
      { output: 'kept', when: '`read/c` fails' },
      { output: 'again', when: '`q` is 0.2' },
    ]);
  });

  it('are found at once where a thousand conditions are one below the other', async () => {
    const count = 1000;
    const names = Array.from({ length: count }, (_, at) => `s${at}`);
    const load = async (inputsOf: (at: number) => unknown, outputs: unknown) =>
      orThrow(
        await loadObject(
          {
            pipeline: {
              name: 'Chain',
              inputs: ['page', 'q'],
              outputs,
              components: names.map((name, at) => ({
                [name]: {
                  runner: 'R',
                  inputs: inputsOf(at),
                  outputs: ['y'],
                  when: `q.f${at} > ${at}`,
                },
              })),
            },
          },
          { runners: anyRunner },
        ),
      ).graph;
    const last = `s${count - 1}.y`;
    const optional = await load(
      (at) => ({ x: at === 0 ? 'page' : { first: [`s${at - 1}.y`, 'page'] } }),
      { last, one: { first: [...names.map((name) => `${name}.y`).reverse(), 'page'] } },
    );
    expect(dryRun(optional).mayBeAbsent).to.deep.equal([
      { output: 'last', when: `\`q.f${count - 1}\` is ${count - 1}` },
    ]);
    const needed = await load((at) => ({ x: at === 0 ? 'page' : `s${at - 1}.y` }), { last });
    expect(dryRun(needed).mayBeAbsent).to.deep.equal([
      { output: 'last', when: `\`q.f${count - 1}\` is ${count - 1}` },
    ]);
  });
});
