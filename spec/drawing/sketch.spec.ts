import { expect } from 'chai';

import { sketch } from '../../lib/drawing/sketch.js';
import { chain, graphOf } from './graphs.js';

const list = (count: number, item: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => item(index)).join(', ');

describe('sketch', () => {
  it('draws one edge for all that passes between two components, and abridges it', async () => {
    const { edges } = sketch(
      await graphOf(`
pipeline:
  name: Many
  inputs: []
  outputs: [to.end]
  components:
  - from: { runner: R, inputs: [], outputs: [${list(8, (index) => `x${index}`)}] }
  - to:
      runner: R
      inputs: [${list(8, (index) => `from.x${index}`)}]
      outputs: [end]
      dependencies: [from]
`),
    );
    expect(edges).to.have.length(2);
    expect(edges[0]).to.deep.include({
      label: ['x0', 'x1', 'x2', '+5 more'],
      hint: list(8, (index) => `from.x${index}`),
      dashed: false,
    });
  });

  it('draws many inputs that go to the same components as one node', async () => {
    const { nodes, edges } = sketch(
      await graphOf(`
pipeline:
  name: Files
  inputs: [${list(20, (index) => `file${index}`)}, other]
  outputs: [all.done]
  components:
  - all: { runner: R, inputs: [${list(20, (index) => `file${index}`)}], outputs: [done] }
  - one: { runner: R, inputs: [other], outputs: [done] }
`),
    );
    const inputs = nodes.filter(({ kind }) => kind === 'input');
    expect(inputs.map(({ lines }) => lines)).to.deep.equal([
      ['file0', 'file1', 'file2', '+17 more'],
      ['other'],
    ]);
    expect(edges.map(({ from, to }) => `${from} ${to}`)).to.deep.equal([
      'i0 c0',
      'i20 c1',
      'c0 o0',
    ]);
  });

  it('names what is passed to an output of another name', async () => {
    const { edges } = sketch(
      await graphOf(`
pipeline:
  name: Renamed
  inputs: [a]
  outputs: { result: one.x, echo: a }
  components:
  - one: { runner: R, inputs: [a], outputs: [x] }
`),
    );
    expect(edges.map(({ from, to, label }) => [from, to, ...label])).to.deep.equal([
      ['i0', 'c0'],
      ['c0', 'o0', 'x'],
      ['i0', 'o1'],
    ]);
  });

  it('leaves labels to the hints where there are too many to be read', () => {
    const labelled = ({ edges }: ReturnType<typeof sketch>) =>
      edges.filter(({ label }) => label.length > 0).length;
    expect(labelled(sketch(chain(60)))).to.equal(60);
    expect(labelled(sketch(chain(61)))).to.equal(0);
  });

  it('runs from top to bottom where left to right would be a ribbon', () => {
    expect(sketch(chain(5)).direction).to.equal('LR');
    expect(sketch(chain(20)).direction).to.equal('TB');
  });
});
