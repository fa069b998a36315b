import { expect } from 'chai';
import { firstValueFrom, lastValueFrom, of, toArray } from 'rxjs';

import { each } from '../../lib/engine/each/each.js';
import type { RunEvent } from '../../lib/engine/events/event.js';
import type { Failure } from '../../lib/engine/failure.js';
import { RunError } from '../../lib/engine/failure.js';
import { live } from '../../lib/engine/live/live.js';
import { Run } from '../../lib/engine/run/run.js';
import type { Runner } from '../../lib/runners/runner.js';
import { graphOf, type TaskOf } from './rig.js';

interface Page {
  title: string;
  lines: string[];
}

const spoil: Runner['run'] = (inputs) => {
  const page = Object.values(inputs)[0] as Page;
  page.title = 'spoilt';
  return { out: page.title };
};
const title: Runner['run'] = (inputs) => ({ out: (Object.values(inputs)[0] as Page).title });
const page: TaskOf = { run: () => ({ out: { title: 'one', lines: [] } }) };
const shared = graphOf({
  page,
  spoil: { inputs: ['page.out'], run: spoil, retry: { attempts: 3 } },
  title: { inputs: ['page.out'], run: title },
});

const failuresOf = async (run: Run): Promise<readonly Failure[]> => {
  try {
    await run.outputs;
  } catch (error) {
    if (error instanceof RunError) return error.failures;
    throw error;
  }
  return [];
};

describe('a value that several tasks take', () => {
  it('is changed by none of them: the one that tries fails, at once', async () => {
    const run = new Run(shared, {}, { onFailure: 'continue' });
    const [failure] = await failuresOf(run);
    expect(failure).to.include({ kind: 'error', task: 'spoil', attempt: 1, final: true });
    expect(failure?.message).to.equal(
      'runner `Runner-spoil` changed its input `page.out`, which other tasks may receive too: change a copy (`structuredClone`)',
    );
    expect((failure?.cause as Error).cause).to.be.instanceOf(TypeError);
    expect(await firstValueFrom(run.consumable('title.out'))).to.equal('one');
  });

  it('stays what events and further attempts tell, whatever a runner assigns to its inputs', async () => {
    const assign: Runner['run'] = (inputs) => {
      (inputs as Record<string, unknown>)['x'] = 'spoilt';
      return { out: 1 };
    };
    const graph = graphOf({ assign: { inputs: ['x'], run: assign } }, { inputs: ['x'] });
    const given: unknown[] = [];
    const sink = (event: RunEvent): void => {
      if (event.type === 'attempt-started') given.push(event.inputs);
    };
    const [failure] = await failuresOf(new Run(graph, { x: 'one' }, { sinks: [sink] }));
    expect(failure?.message).to.equal(
      'runner `Runner-assign` changed its input `x`, which other tasks may receive too: change a copy (`structuredClone`)',
    );
    expect(given).to.deep.equal([{ x: 'one' }]);
    expect(await new Run(graph, { x: 'one' }, { freeze: false }).outputs).to.have.keys(
      'assign.out',
    );
  });

  it('is what nothing is added to', async () => {
    const add: Runner['run'] = (inputs) => ({
      out: ((inputs as Record<string, unknown>)['y'] = 1),
    });
    const graph = graphOf({ add: { inputs: ['x'], run: add } }, { inputs: ['x'] });
    const [failure] = await failuresOf(new Run(graph, { x: 'one' }));
    expect(failure?.message).to.match(/^runner `Runner-add` changed its inputs, which/);
  });

  it('may be changed where a run is asked not to freeze it', async () => {
    const run = new Run(shared, {}, { freeze: false });
    expect(await run.outputs).to.deep.include({ 'title.out': 'spoilt' });
  });

  it('is told among others by what it holds', async () => {
    const run = new Run(
      graphOf({
        page,
        meta: { run: () => ({ out: { at: 1 } }) },
        both: {
          inputs: ['meta.out', 'page.out'],
          run: (inputs) => {
            (inputs['page.out'] as Page).lines.push('more');
            return { out: 1 };
          },
        },
        last: {
          inputs: ['meta.out', 'page.out'],
          run: (inputs) => {
            (inputs['page.out'] as Page).title = 'two';
            return { out: 1 };
          },
        },
      }),
      {},
      { onFailure: 'continue' },
    );
    expect((await failuresOf(run)).map(({ message }) => message)).to.deep.equal([
      'runner `Runner-both` changed one of its inputs `meta.out` or `page.out`, which other tasks may receive too: change a copy (`structuredClone`)',
      'runner `Runner-last` changed its input `page.out`, which other tasks may receive too: change a copy (`structuredClone`)',
    ]);
  });
});

describe('an input that is plain data', () => {
  const graph = graphOf({ title: { inputs: ['page'], run: title } }, { inputs: ['page'] });
  const spoiling = graphOf({ spoil: { inputs: ['page'], run: spoil } }, { inputs: ['page'] });

  it('stays the caller’s to change, and is changed by no task', async () => {
    const given: Page = { title: 'one', lines: [] };
    const run = new Run(graph, { page: given });
    given.title = 'two';
    expect(await run.outputs).to.deep.equal({ 'title.out': 'one' });
    const [failure] = await failuresOf(new Run(spoiling, { page: given }));
    expect(failure?.message).to.match(/^runner `Runner-spoil` changed its input `page`/);
    expect(given.title).to.equal('two');
  });

  it('is the same for all items where it is given once', async () => {
    const tables = new Set<unknown>();
    const seen = graphOf(
      { seen: { inputs: ['table', 'n'], run: ({ table }) => ({ out: tables.add(table).size }) } },
      { inputs: ['table', 'n'] },
    );
    const items = each({ graph: seen }, { inputs: { table: { a: 1 } } })([{ n: 1 }, { n: 2 }]);
    await lastValueFrom(items.pipe(toArray()));
    expect(tables.size).to.equal(1);
  });

  it('is no change of a live run where it is the same object', async () => {
    const given: Page = { title: 'one', lines: [] };
    let calls = 0;
    const counting = graphOf(
      { count: { inputs: ['page'], run: () => ({ out: (calls += 1) }) } },
      { inputs: ['page'] },
    );
    const run = live({ graph: counting }, { page: of(given, given, { ...given }) });
    await lastValueFrom(run.outputs$);
    const before = calls;
    const second = live({ graph: counting });
    second.set({ page: given });
    second.set({ page: given });
    expect(calls - before).to.equal(1);
    second.cancel();
  });
});
