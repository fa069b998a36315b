import { expect } from 'chai';

import { start } from '../../../lib/engine/run/start.js';
import type { Values } from '../../../lib/engine/events/event.js';
import type { Graph } from '../../../lib/graph/graph.js';
import { Cache, type CacheOptions } from '../../../lib/store/cache/cache.js';
import { explainCache } from '../../../lib/store/cache/explain-cache.js';
import { graphCode } from '../../../lib/store/cache/graph-code.js';
import { loaded } from '../../engine/loaded.js';
import { jsonValues, SharedResults } from './memory.js';

describe('what a run would take from the cache', () => {
  let shared: SharedResults;
  let calls: number;

  beforeEach(() => {
    shared = new SharedResults();
    calls = 0;
  });

  const graphOf = async (changes: object = {}): Promise<Graph> => {
    const pipeline = {
      name: 'Reading',
      inputs: ['page', 'psm'],
      outputs: ['extract.y'],
      defaults: { cache: true },
      components: {
        read: { runner: 'R', inputs: ['page'], outputs: ['text'], params: { psm: 3 } },
        extract: { runner: 'R', inputs: ['read.text'], outputs: ['y'] },
        ...changes,
      },
    };
    const run = (inputs: Values): Values => {
      calls += 1;
      const [value] = Object.values(inputs);
      return { text: value, y: value, pages: [value, 2] };
    };
    return (await loaded(pipeline, { R: run })).graph;
  };

  const options = (more: Partial<CacheOptions> = {}): CacheOptions => ({
    results: shared.process(),
    values: jsonValues,
    ...more,
  });

  const run = async (graph: Graph): Promise<void> => {
    const { wrapper } = new Cache(graph, options());
    await start({ graph }, { page: 1, psm: 3 }, { taskWrappers: [wrapper], id: 'r' }).outputs;
    calls = 0;
  };

  const told = async (
    graph: Graph,
    more?: Partial<CacheOptions>,
    page = 1,
  ): Promise<readonly string[]> => {
    const all = await explainCache(graph, { page, psm: 3 }, options(more));
    expect(calls).to.equal(0);
    return all.map((one) =>
      'from' in one ? `${one.task} from ${one.from}` : `${one.task}: ${one.why.join('; ')}`,
    );
  };

  it('is told from where, or why not, and what follows from that', async () => {
    const graph = await graphOf();
    expect(await told(graph)).to.deep.equal(['read: never run', 'extract: input read.text']);
    await run(graph);
    expect(await told(graph)).to.deep.equal(['read from r/read', 'extract from r/extract']);
    expect(await told(graph, {}, 2)).to.deep.equal([
      'read: input page',
      'extract: input read.text',
    ]);
    expect(await told(graph, { rerun: ['extract'] })).to.deep.equal([
      'read from r/read',
      'extract: asked to run again',
    ]);
    expect(await told(graph, { cached: false })).to.deep.equal([
      'read: not cached',
      'extract: input read.text',
    ]);
    const other = { runner: 'R', inputs: ['page'], outputs: ['text'], params: { psm: 6 } };
    expect(await told(await graphOf({ read: other }))).to.deep.equal([
      'read: params.psm 3 → 6',
      'extract: input read.text',
    ]);
  });

  it('is told of elements where their list is known', async () => {
    const graph = await graphOf({
      read: { runner: 'R', inputs: ['page'], outputs: ['pages'] },
      extract: { runner: 'R', inputs: { x: 'read.pages' }, outputs: ['y'], map: 'x' },
    });
    expect(await told(graph)).to.deep.equal(['read: never run', 'extract: input read.pages']);
    await run(graph);
    expect(await told(graph, { rerun: ['extract[1]'] })).to.have.members([
      'read from r/read',
      'extract[0] from r/extract[0]',
      'extract[1]: asked to run again',
    ]);
  });

  it('is told of what was pruned, and of what a condition decides', async () => {
    const graph = await graphOf({
      extract: { runner: 'R', inputs: ['read.text'], outputs: ['y'], when: 'read.text == 1' },
    });
    expect(await told(graph)).to.deep.equal([
      'read: never run',
      'extract: known only when it runs',
    ]);
    await run(graph);
    const results = { ...shared.process(), find: () => Promise.resolve(undefined) };
    expect((await told(graph, { results }))[0]).to.equal('read: pruned from the store');
  });

  it('follows from code, of which each component has a hash', async () => {
    const [one, two] = [graphCode(await graphOf()), graphCode(await graphOf())];
    expect(Object.keys(one)).to.deep.equal(['read', 'extract']);
    expect(one).to.deep.equal(two);
    const { read } = graphCode(
      await graphOf({ read: { runner: 'R', version: 2, inputs: ['page'], outputs: ['text'] } }),
    );
    expect(read).to.not.equal(one['read']);
  });
});
