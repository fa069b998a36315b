import { expect } from 'chai';
import fc from 'fast-check';

import { dryRun } from '../../lib/engine/dry-run.js';
import { figures, type Graph, longestPath } from '../../lib/graph/graph.js';
import { loadObject, loadText, orThrow } from '../../lib/load.js';
import { anyRunner } from '../../lib/runners/registry.js';
import { toObject } from '../declaration-pieces.js';
import { randomDeclaration, registry } from '../random-declarations.js';
import { expectDiagnostics, graphOf } from '../expect-diagnostics.js';

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

const names = ({ components }: Graph, indexes: readonly number[]): (string | undefined)[] =>
  indexes.map((index) => components[index]?.name);

const randomGraph = randomDeclaration({ odd: true }).map(({ root }) => toObject(root));
const load = async (value: unknown): Promise<Graph> =>
  orThrow(await loadObject(value, { runners: registry })).graph;

describe('a graph', () => {
  it('has its components by level, those of one level as declared', async () => {
    const { components } = await graphOf(diamond);
    expect(components.map(({ name, level, declared }) => [name, level, declared])).to.deep.equal([
      ['first', 1, 4],
      ['warm_up', 1, 5],
      ['right', 2, 1],
      ['left', 2, 3],
      ['last', 3, 0],
      ['unread', 3, 2],
    ]);
  });

  it('has its wires by index', async () => {
    const graph = await graphOf(diamond);
    const [, , right, , last] = graph.components;
    expect(graph.consumables.map(({ name }) => name)).to.deep.equal([
      ...['page', 'notes', 'last.total', 'right.text', 'unread.text', 'left.text', 'first.page'],
    ]);
    expect(last?.inputs.map(({ port, consumable }) => [port, consumable])).to.deep.equal([
      ['right.text', 3],
      ['left.text', 5],
    ]);
    expect(names(graph, last?.predecessors ?? [])).to.deep.equal(['right', 'left']);
    expect(names(graph, right?.dependencies ?? [])).to.deep.equal(['warm_up']);
    expect(names(graph, right?.predecessors ?? [])).to.deep.equal(['first', 'warm_up']);
    expect(graph.outputs).to.deep.equal([
      { name: 'total', consumable: 2 },
      { name: 'text', consumable: 5 },
    ]);
  });

  it('has figures and a longest path', async () => {
    const graph = await graphOf(diamond);
    expect(figures(graph)).to.deep.equal({ components: 6, pruned: 1, edges: 6, depth: 3 });
    expect(names(graph, longestPath(graph))).to.deep.equal(['first', 'right', 'last']);
  });

  it('refers to itself soundly, whatever it is of', () =>
    fc.assert(
      fc.asyncProperty(randomGraph, async (value) => {
        const { inputs, components, consumables, outputs } = await load(value);
        components.forEach(({ name, outputs, inputs, predecessors, level }, index) => {
          for (const { name: output, consumable } of outputs)
            expect(consumables[consumable]).to.deep.equal({
              name: `${name}.${output}`,
              component: index,
            });
          for (const { consumable } of inputs) {
            const before = consumables[consumable]?.component;
            if (before !== undefined) expect(predecessors).to.include(before);
          }
          for (const before of predecessors) expect(before).to.be.lessThan(index);
          const levels = predecessors.map((before) => components[before]?.level ?? NaN);
          expect(level).to.equal(1 + Math.max(0, ...levels));
        });
        inputs.forEach(({ name }, index) => {
          expect(consumables[index]).to.deep.equal({ name, component: undefined });
        });
        for (const { consumable } of outputs)
          expect(consumables[consumable]).not.to.equal(undefined);
        const declared = components.map((one) => one.declared);
        expect([...declared].sort((a, b) => a - b)).to.deep.equal([...components.keys()]);
      }),
    ));

  it('has of a chain of 100,000 components the depth, from an object and from text', async () => {
    const count = 100_000;
    const chain = Array.from({ length: count }, (_, index) => ({
      [`c${index}`]: {
        runner: 'R',
        inputs: [index === 0 ? 'page' : `c${index - 1}.o`],
        outputs: ['o'],
      },
    }));
    const pipeline = {
      name: 'Chain',
      inputs: ['page'],
      outputs: [`c${count - 1}.o`],
      components: chain,
    };
    const options = { runners: anyRunner };
    const { graph } = orThrow(await loadObject({ pipeline }, options));
    expect(figures(graph).depth).to.equal(count);
    expect(longestPath(graph)).to.have.length(count);
    const { steps, provenance } = dryRun(graph);
    expect(steps).to.have.length(count);
    const [output] = graph.outputs;
    if (output !== undefined) expect(provenance(output).steps).to.have.length(count);
    const lines = chain.map((component) => `    - ${JSON.stringify(component)}\n`).join('');
    const text = `pipeline:\n  name: Chain\n  inputs: [page]\n  outputs: [c${count - 1}.o]\n  components:\n${lines}`;
    expect(figures(orThrow(await loadText(text, options)).graph).depth).to.equal(count);
  });
});

describe('pruning', () => {
  it('leaves what an output needs, by values or by dependencies alone', () =>
    fc.assert(
      fc.asyncProperty(randomGraph, async (value) => {
        const { components, consumables, outputs } = await load(value);
        // By definition: needed is what an output comes from, and what a needed one waits for.
        const isNeeded = (index: number): boolean =>
          outputs.some(({ consumable }) => consumables[consumable]?.component === index) ||
          components.some(
            ({ predecessors }, after) => predecessors.includes(index) && isNeeded(after),
          );
        expect(components.map(({ pruned }) => !pruned)).to.deep.equal(
          components.map((_, index) => isNeeded(index)),
        );
      }),
    ));

  it('is warned of, as are inputs that nothing uses', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page, notes]
        outputs: [ocr.text]
        components:
          - ocr: { runner: R, inputs: [page], outputs: [text] }
          - speller: { runner: R, inputs: [ocr.text], outputs: [text] }
          - save: { runner: R, inputs: [ocr.text], outputs: [] }
      `,
      [
        'warning[unused-input]: nothing uses input `notes`',
        ' --> p.yaml:3:18',
        '  |',
        '3 |   inputs: [page, notes]',
        '  |                  ^^^^^ never used',
        '  = wire it to a component, or remove it',
        '',
        'warning[pruned-component]: no output needs `speller`: it is not run',
        ' --> p.yaml:7:7',
        '  |',
        '7 |     - speller: { runner: R, inputs: [ocr.text], outputs: [text] }',
        '  |       ^^^^^^^ pruned',
        '  = name one of its outputs under `outputs` of the pipeline, or remove it',
        '',
        'warning[pruned-component]: no output needs `save`: it is not run',
        ' --> p.yaml:8:7',
        '  |',
        '8 |     - save: { runner: R, inputs: [ocr.text], outputs: [] }',
        '  |       ^^^^ pruned',
        '  = give it an output and name that under `outputs` of the pipeline, or let a component that is needed list it under `dependencies`',
      ],
    ));

  it('is warned of beside an error that says nothing of what needs what', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page, notes]
        outputs: [ocr.text]
        components:
          - ocr: { runner: R, inputs: [page], outputs: [text], resources: { gpu: 1 } }
          - speller: { runner: R, inputs: [ocr.text], outputs: [text] }
      `,
      [
        'warning[unused-input]: nothing uses input `notes`',
        ' --> p.yaml:3:18',
        '  |',
        '3 |   inputs: [page, notes]',
        '  |                  ^^^^^ never used',
        '  = wire it to a component, or remove it',
        '',
        'error[unknown-resource]: the pipeline has no resource `gpu`',
        ' --> p.yaml:6:71',
        '  |',
        '6 |     - ocr: { runner: R, inputs: [page], outputs: [text], resources: { gpu: 1 } }',
        '  |                                                                       ^^^ unknown resource',
        '  = add `gpu: 1` to `resources` of the pipeline',
        '',
        'warning[pruned-component]: no output needs `speller`: it is not run',
        ' --> p.yaml:7:7',
        '  |',
        '7 |     - speller: { runner: R, inputs: [ocr.text], outputs: [text] }',
        '  |       ^^^^^^^ pruned',
        '  = name one of its outputs under `outputs` of the pipeline, or remove it',
      ],
    ));

  it('is not warned of where a reference is wrong', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page, notes]
        outputs: [ocr.text]
        components:
          - ocr: { runner: R, inputs: [page, note], outputs: [text] }
      `,
      [
        'error[unknown-input]: the pipeline has no input `note`',
        ' --> p.yaml:6:40',
        '  |',
        '6 |     - ocr: { runner: R, inputs: [page, note], outputs: [text] }',
        '  |                                        ^^^^ unknown input',
        '  = did you mean `notes`?',
      ],
    ));

  it('is of everything where there are no outputs', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page]
        outputs: []
        components:
          - ocr: { runner: R, inputs: [page], outputs: [text] }
      `,
      [
        'warning[no-outputs]: the pipeline has no outputs: nothing of it is run',
        ' --> p.yaml:2:9',
        '  |',
        '2 |   name: P',
        '  |         ^ all is pruned',
        '  = list its results under `outputs`',
      ],
    ));
});

describe('resources', () => {
  it('are checked against what the pipeline has', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page]
        outputs: [a.o, b.o, c.o]
        resources: { gpu: 1, memory: 16 }
        components:
          - a: { runner: R, inputs: [page], outputs: [o], resources: { gpu: 2, memory: 16 } }
          - b: { runner: R, inputs: [page], outputs: [o], resources: { gpus: 1 } }
          - c: { runner: R, inputs: [page], outputs: [o], resources: { licence: 3 } }
      `,
      [
        'error[resource-exceeded]: `a` requests 2 of `gpu`, but the pipeline has 1',
        ' --> p.yaml:7:71',
        '  |',
        '7 |     - a: { runner: R, inputs: [page], outputs: [o], resources: { gpu: 2, memory: 16 } }',
        '  |                                                                       ^ more than available',
        ' ::: p.yaml:5:21',
        '  |',
        '5 |   resources: { gpu: 1, memory: 16 }',
        '  |                     - how many there are',
        '  = it could never start: request fewer, or define more',
        '',
        'error[unknown-resource]: the pipeline has no resource `gpus`',
        ' --> p.yaml:8:66',
        '  |',
        '8 |     - b: { runner: R, inputs: [page], outputs: [o], resources: { gpus: 1 } }',
        '  |                                                                  ^^^^ unknown resource',
        '  = did you mean `gpu`?',
        '',
        'error[unknown-resource]: the pipeline has no resource `licence`',
        ' --> p.yaml:9:66',
        '  |',
        '9 |     - c: { runner: R, inputs: [page], outputs: [o], resources: { licence: 3 } }',
        '  |                                                                  ^^^^^^^ unknown resource',
        '  = add `licence: 3` to `resources` of the pipeline',
      ],
    ));

  it('are not called unknown where some could not be read', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page]
        outputs: [a.o]
        resources: { gpu: many }
        components:
          - a: { runner: R, inputs: [page], outputs: [o], resources: { gpu: 2 } }
      `,
      [
        'error[wrong-type]: `gpu` of `resources` of the pipeline must be a whole number, 1 or more, not a string',
        ' --> p.yaml:5:21',
        '  |',
        '5 |   resources: { gpu: many }',
        '  |                     ^^^^ expected a whole number, 1 or more',
      ],
    ));
});

describe('policies', () => {
  it('are the component’s own, else the defaults, else none', async () => {
    const graph = await graphOf(`
      pipeline:
        name: P
        inputs: []
        outputs: [a.o, b.o]
        concurrency: 4
        timeout: 1h
        resources: { gpu: 2 }
        defaults: { timeout: 30s }
        components:
          - a: { runner: R, inputs: [], outputs: [o], timeout: 1s, retry: 2 }
          - b: { runner: R, inputs: [], outputs: [o], resources: { gpu: 1 } }
      `);
    const [a, b] = graph.components;
    expect([a?.timeout, a?.retry?.attempts, a?.resources]).to.deep.equal([1_000, 2, []]);
    expect([b?.timeout, b?.retry]).to.deep.equal([30_000, undefined]);
    expect(b?.resources).to.deep.equal([{ name: 'gpu', count: 1 }]);
    expect([graph.concurrency, graph.timeout]).to.deep.equal([4, 3_600_000]);
    expect([...graph.resources]).to.deep.equal([['gpu', 2]]);
  });

  it('of a retry are wholly the component’s or wholly the defaults’', async () => {
    const graph = await graphOf(`
      pipeline:
        name: P
        inputs: []
        outputs: [a.o, b.o]
        defaults: { retry: { attempts: 3, delay: 1s } }
        components:
          - a: { runner: R, inputs: [], outputs: [o], retry: 1 }
          - b: { runner: R, inputs: [], outputs: [o] }
      `);
    const retries = graph.components.map(({ retry }) => [retry?.attempts, retry?.delay]);
    expect(retries).to.deep.equal([
      [1, 0],
      [3, 1_000],
    ]);
  });
});
