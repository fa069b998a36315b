import { readdirSync } from 'node:fs';

import dagreModule from '@dagrejs/dagre';
import { expect } from 'chai';

import { toJson } from '../../../lib/drawing/json-graph.js';
import type { Graph } from '../../../lib/graph/graph.js';
import { loadFile, orThrow } from '../../../lib/load.js';
import { anyRunner } from '../../../lib/runners/registry.js';
import { Account } from '../../../lib/sinks/report/account.js';
import type { Dagre } from '../../../lib/page/graph/dagre.js';
import { type CoarseGraph, grains } from '../../../lib/page/graph/coarse-graph.js';
import { neighbourhood } from '../../../lib/page/graph/neighbourhood.js';
import { picture } from '../../../lib/page/graph/picture.js';
import type { Picture } from '../../../lib/page/graph/placed-picture.js';
import type { ReportData } from '../../../lib/sinks/report/report-data.js';
import { chain } from '../../drawing/graphs.js';
import { graphOf } from '../../engine/rig.js';
import { itIsSkippedWithout, sharedData } from '../../shared-data.js';

const dataOf = (graph: Graph): ReportData => {
  const account = new Account();
  account.add({
    ...{ run: 'r', sequence: 0, time: 0, type: 'run-started', seed: 1 },
    graph: toJson(graph),
    inputs: {},
    seed: 1,
  });
  return account.data();
};

const shape = ({ name, boxes, edges }: CoarseGraph): unknown => ({
  name,
  boxes: boxes.map(({ title, tasks }) => `${title} ${tasks.length}`),
  edges: edges.map((edge) => edge.join('-')),
});

/** Every task in one box, no two boxes on each other, all of these and the edges within the picture. */
const expectSound = (data: ReportData, { boxes, edges, width, height }: Picture): void => {
  const tasks = boxes.flatMap((box) => box.tasks).sort((a, b) => a - b);
  expect(tasks).to.deep.equal([...data.tasks.keys()]);
  boxes.forEach((a, index) => {
    expect(a.x >= 0 && a.y >= 0 && a.x + a.width <= width && a.y + a.height <= height).to.be.true;
    for (const b of boxes.slice(index + 1))
      expect(
        a.x + a.width <= b.x ||
          b.x + b.width <= a.x ||
          a.y + a.height <= b.y ||
          b.y + b.height <= a.y,
        `${a.title} and ${b.title}`,
      ).to.be.true;
  });
  for (const { path } of edges)
    for (const [, x, y] of path.matchAll(/(-?[\d.]+),(-?[\d.]+)/g))
      expect(
        Number(x) >= 0 && Number(x) <= width && Number(y) >= 0 && Number(y) <= height,
        `${path} in ${width} x ${height}`,
      ).to.be.true;
};

describe('the picture of a graph in a report', () => {
  const dagre = dagreModule as unknown as Dagre;

  it('has a box for each task, and one for all of a runner at the same depth', () => {
    const graph = graphOf({
      a: { outputs: ['x', 'y'] },
      b1: { inputs: ['a.x'] },
      b2: { inputs: ['a.y'] },
      c: { inputs: ['b1.out', 'b2.out'] },
    });
    const names = ['A', 'B', 'B', 'C'];
    const components = graph.components.map((component, index) => ({
      ...component,
      runner: { ...component.runner, name: names[index] ?? '' },
    }));
    expect(grains(dataOf({ ...graph, components })).map(shape)).to.deep.equal([
      {
        name: 'tasks',
        boxes: ['a 1', 'b1 1', 'b2 1', 'c 1'],
        edges: ['0-1', '0-2', '1-3', '2-3'],
      },
      { name: 'groups', boxes: ['a 1', 'B 2', 'c 1'], edges: ['0-1', '1-2'] },
    ]);
  });

  it('has a box for each of some steps where all else is too much', () => {
    const data = dataOf(chain(1000));
    const [only, ...others] = grains(data);
    expect(others).to.deep.equal([]);
    expect(only?.name).to.equal('steps');
    expect(only?.boxes.map(({ title }) => title).slice(0, 2)).to.deep.equal([
      'Steps 1 to 42',
      'Steps 43 to 84',
    ]);
    expectSound(data, picture(only as CoarseGraph, dagre));
  });

  it('lays a chain out in lines, like text', () => {
    const data = dataOf(chain(20));
    const drawn = picture(grains(data)[0] as CoarseGraph, dagre);
    expectSound(data, drawn);
    expect(drawn.width).to.be.below(1200);
    expect(new Set(drawn.boxes.map(({ y }) => y)).size).to.be.above(1);
  });

  it('leaves out of a dense picture, and keeps beside it, what follows from longer ways', () => {
    const names = Array.from({ length: 12 }, (_, task) => `t${task}`);
    const graph = graphOf(
      Object.fromEntries(
        names.map((name, task) => [
          name,
          { inputs: names.slice(0, task).map((before) => `${before}.out`) },
        ]),
      ),
    );
    const data = dataOf(graph);
    const [each] = grains(data);
    expect(each?.edges).to.deep.equal(names.slice(1).map((_, task) => [task, task + 1]));
    expect(each?.implied).to.have.length((12 * 11) / 2 - 11);
    expect(picture(each as CoarseGraph, dagre).implied).to.deep.equal(each?.implied);
  });

  it('has of what is around a task what is within two steps, and not too much of it', () => {
    const line = neighbourhood(dataOf(chain(9)), 4);
    expect(line.boxes.map(({ title }) => title)).to.deep.equal(['c2', 'c3', 'c4', 'c5', 'c6']);
    expect(line.edges).to.deep.equal([0, 1, 2, 3].map((box) => [box, box + 1]));
    const star = graphOf({
      a: {},
      ...Object.fromEntries(
        Array.from({ length: 100 }, (_, task) => [`b${task}`, { inputs: ['a.out'] }]),
      ),
    });
    expect(neighbourhood(dataOf(star), 0).boxes.length).to.be.within(5, 30);
  });

  it('holds the edges that go around boxes', () => {
    const graph = graphOf({
      t0: {},
      t1: { inputs: ['t0.out'] },
      t2: { inputs: ['t0.out', 't1.out'] },
      t3: { inputs: ['t0.out', 't2.out'] },
      t4: { inputs: ['t0.out', 't1.out', 't2.out'] },
      last: { inputs: ['t0.out', 't1.out', 't2.out', 't3.out', 't4.out'] },
    });
    const data = dataOf(graph);
    for (const grain of grains(data)) expectSound(data, picture(grain, dagre));
  });

  it('is there for a pipeline of one task, and of none', () => {
    for (const graph of [graphOf({ a: {} }), graphOf({})]) {
      const data = dataOf(graph);
      for (const grain of grains(data)) expectSound(data, picture(grain, dagre));
    }
  });

  const folder = sharedData('workflows');
  if (folder === undefined) itIsSkippedWithout('workflows');
  else
    for (const file of readdirSync(folder).filter((one) => one.endsWith('.yaml')))
      it(`is sound and no wall for ${file}`, async () => {
        const { graph } = orThrow(await loadFile(`${folder}${file}`, { runners: anyRunner }));
        const data = dataOf(graph);
        const all = grains(data);
        expect(all).not.to.deep.equal([]);
        // The coarsest: the finer ones are laid out in the same way, and take longer.
        const drawn = picture(all.at(-1) as CoarseGraph, dagre);
        expect(drawn.boxes.length).to.be.at.most(150);
        expectSound(data, drawn);
      });
});
