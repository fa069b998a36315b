import { expect } from 'chai';

import { toJson } from '../../lib/drawing/json-graph.js';
import { chain, graphOf } from './graphs.js';

const whole = `
pipeline:
  name: Whole
  inputs:
    a: { type: integer, default: null }
    b: { type: string, default: x, description: a letter }
  outputs: { result: second.y }
  timeout: 1m
  concurrency: 2
  resources: { gpu: 1 }
  components:
  - first: { runner: One, inputs: [a, b], outputs: [x], params: { deep: [1, { __proto__: 2 }] } }
  - second:
      runner: Two
      inputs: { in: first.x }
      outputs: [y]
      dependencies: [first]
      timeout: 2s
      retry: { attempts: 3, delay: 100ms }
      resources: { gpu: 1 }
`;

describe('toJson', () => {
  it('says all that is declared, and nothing that is not', async () => {
    const json = toJson(await graphOf(whole.replace('integer, default: null', 'integer')));
    expect(json).to.deep.equal({
      name: 'Whole',
      inputs: [
        { name: 'a', type: 'integer' },
        { name: 'b', type: 'string', default: 'x', description: 'a letter' },
      ],
      components: [
        {
          name: 'first',
          runner: 'One',
          params: { deep: [1, JSON.parse('{"__proto__":2}')] },
          inputs: [
            { port: 'a', consumable: 'a' },
            { port: 'b', consumable: 'b' },
          ],
          outputs: [{ name: 'x', port: 'x', consumable: 'first.x' }],
          dependencies: [],
          level: 1,
          pruned: false,
        },
        {
          name: 'second',
          runner: 'Two',
          inputs: [{ port: 'in', consumable: 'first.x' }],
          outputs: [{ name: 'y', port: 'y', consumable: 'second.y' }],
          dependencies: ['first'],
          level: 2,
          pruned: false,
          timeout: 2000,
          retry: { attempts: 3, delay: 100, backoff: 1, jitter: 0 },
          resources: { gpu: 1 },
        },
      ],
      outputs: [{ name: 'result', consumable: 'second.y' }],
      edges: [
        edge('input a', 'component first', 'a'),
        edge('input b', 'component first', 'b'),
        edge('component first', 'component second', 'first.x'),
        edge('component second', 'output result', 'second.y'),
      ],
      timeout: 60_000,
      concurrency: 2,
      resources: { gpu: 1 },
    });
    expect(JSON.parse(JSON.stringify(json))).to.deep.equal(json);
  });

  it('tells a default of null from none', async () => {
    const json = toJson(await graphOf(whole.replace('type: integer, ', '')));
    expect(json.inputs[0]).to.deep.equal({ name: 'a', default: null });
  });

  it('leaves params out that JSON cannot say', async () => {
    const graph = await graphOf(whole.replace('type: integer, ', ''));
    const params: Record<string, unknown> = {};
    params['itself'] = params;
    const components = graph.components.map((component) => ({ ...component, params }));
    expect(toJson({ ...graph, components }).components[0]).not.to.have.property('params');
  });

  it('does not overflow on a chain of 100,000', () => {
    expect(toJson(chain(100_000)).edges).to.have.length(100_001);
  });
});

const edge = (from: string, to: string, ...consumables: string[]) => ({
  from: end(from),
  to: end(to),
  consumables,
  controlOnly: consumables.length === 0,
});

const end = (text: string) => {
  const [kind, name] = text.split(' ');
  return { kind, name };
};
