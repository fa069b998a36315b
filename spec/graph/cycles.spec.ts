import { expect } from 'chai';
import fc from 'fast-check';

import { cyclesOf, levelled, successorsOf } from '../../lib/graph/cycles.js';

type Predecessors = readonly (readonly number[])[];

const edges = (count: number): fc.Arbitrary<[number, number][]> =>
  fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 3 * count });

const toPredecessors = (count: number, edges: readonly (readonly [number, number])[]) =>
  Array.from({ length: count }, (_, vertex) => [
    ...new Set(edges.flatMap(([after, before]) => (after === vertex ? [before] : []))),
  ]);

const anyGraph: fc.Arbitrary<Predecessors> = fc
  .integer({ min: 1, max: 9 })
  .chain((count) => edges(count).map((all) => toPredecessors(count, all)));

// Edges go from smaller to greater in a hidden order, so that there is no cycle.
const acyclic: fc.Arbitrary<Predecessors> = fc.integer({ min: 1, max: 9 }).chain((count) =>
  fc
    .tuple(edges(count), fc.shuffledSubarray([...Array(count).keys()], { minLength: count }))
    .map(([all, order]) =>
      toPredecessors(
        count,
        all
          .filter(([one, other]) => one !== other)
          .map(([one, other]): [number, number] => [
            order[Math.max(one, other)] ?? 0,
            order[Math.min(one, other)] ?? 0,
          ]),
      ),
    ),
);

/** The vertices of the longest path that ends at a vertex, by definition. */
const longestTo = (graph: Predecessors, vertex: number): number =>
  1 + Math.max(0, ...(graph[vertex] ?? []).map((before) => longestTo(graph, before)));

/** Whether a vertex can be reached from itself or waits for one that can, by definition. */
const isStuck = (graph: Predecessors, vertex: number): boolean => {
  const above = (from: number): Set<number> => {
    const seen = new Set<number>();
    const visit = (at: number): void => {
      for (const before of graph[at] ?? [])
        if (!seen.has(before)) {
          seen.add(before);
          visit(before);
        }
    };
    visit(from);
    return seen;
  };
  return [vertex, ...above(vertex)].some((one) => above(one).has(one));
};

const without = (graph: Predecessors, cycles: readonly (readonly number[])[]): Predecessors =>
  graph.map((all, vertex) =>
    all.filter(
      (before) =>
        !cycles.some((cycle) =>
          cycle.some(
            (one, index) => one === vertex && cycle[(index + 1) % cycle.length] === before,
          ),
        ),
    ),
  );

describe('levelled', () => {
  it('gives each vertex the length of the longest path to it', () => {
    fc.assert(
      fc.property(acyclic, (graph) => {
        const { levels, stuck } = levelled(graph);
        expect(stuck).to.deep.equal([]);
        expect([...levels]).to.deep.equal(graph.map((_, vertex) => longestTo(graph, vertex)));
      }),
      { numRuns: 500 },
    );
  });

  it('leaves just those stuck that are on a cycle or wait for one', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const expected = graph.flatMap((_, vertex) => (isStuck(graph, vertex) ? [vertex] : []));
        expect(levelled(graph).stuck).to.deep.equal(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('does not overflow on a chain of 100,000', () => {
    const chain = Array.from({ length: 100_000 }, (_, index) => (index === 0 ? [] : [index - 1]));
    expect(levelled(chain).levels.at(-1)).to.equal(100_000);
  });
});

describe('successorsOf', () => {
  it('turns every edge round', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const pairs = graph.flatMap((all, vertex) => all.map((before) => `${before} ${vertex}`));
        const turned = successorsOf(graph).flatMap((all, before) =>
          all.map((vertex) => `${before} ${vertex}`),
        );
        expect(turned).to.have.members(pairs);
      }),
    );
  });
});

describe('cyclesOf', () => {
  it('gives cycles only: each vertex depends on the next, and the last on the first', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        for (const cycle of cyclesOf(graph)) {
          expect(new Set(cycle).size).to.equal(cycle.length);
          expect(cycle[0]).to.equal(Math.min(...cycle));
          cycle.forEach((vertex, index) => {
            expect(graph[vertex]).to.include(cycle[(index + 1) % cycle.length]);
          });
        }
      }),
      { numRuns: 500 },
    );
  });

  it('gives so many that breaking them all leaves no cycle', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        expect(levelled(without(graph, cyclesOf(graph))).stuck).to.deep.equal([]);
      }),
      { numRuns: 500 },
    );
  });

  it('gives no edge twice', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const all = cyclesOf(graph).flatMap((cycle) =>
          cycle.map((one, index) => `${one} ${cycle[(index + 1) % cycle.length] ?? ''}`),
        );
        expect(new Set(all).size).to.equal(all.length);
      }),
    );
  });

  it('gives a vertex that depends on itself', () => {
    expect(cyclesOf([[], [1]])).to.deep.equal([[1]]);
  });

  //  0 → 1 → 2 → 0, and the shorter way 0 → 2
  it('gives a shortest cycle', () => {
    expect(cyclesOf([[1, 2], [2], [0]])).to.deep.equal([[0, 2]]);
  });

  it('gives each of two cycles that share a vertex', () => {
    expect(cyclesOf([[1, 2], [0], [0]])).to.deep.equal([
      [0, 1],
      [0, 2],
    ]);
  });

  it('gives one of each strongly connected part, and at most as many more as are asked for', () => {
    const complete = Array.from({ length: 30 }, (_, vertex) =>
      Array.from({ length: 30 }, (_, other) => other).filter((other) => other !== vertex),
    );
    expect(cyclesOf(complete)).to.have.length(51);
    expect(cyclesOf(complete, 7)).to.have.length(8);
    const pairs = Array.from({ length: 400 }, (_, vertex) => [vertex ^ 1]);
    expect(cyclesOf(pairs, 0)).to.have.length(200);
  });

  it('does not overflow on a ring of 100,000', () => {
    const ring = Array.from({ length: 100_000 }, (_, index) => [(index + 99_999) % 100_000]);
    expect(cyclesOf(ring).map(({ length }) => length)).to.deep.equal([100_000]);
  });
});
