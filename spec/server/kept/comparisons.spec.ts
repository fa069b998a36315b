import { expect } from 'chai';

import { Comparisons } from '../../../lib/server/kept/comparisons.js';
import { Problem } from '../../../lib/server/problem.js';
import { TooManyRunsError } from '../../../lib/comparison/run-groups.js';
import { UnknownRunError } from '../../../lib/store/store-error.js';
import type { BatchSummary, History, KeptRun } from '../../../lib/store/store.js';
import { memoryKeeper } from '../../store/memory-store.js';
import { keptRun } from './kept-run.js';

const later = 100_000;

/** Comparisons of the runs of a batch `b`, and what of them was read. */
class Rig {
  runs: readonly KeptRun[] = [];
  readonly asked: string[] = [];
  readonly comparisons: Comparisons;
  private waiting: (() => void)[] = [];
  isHeld = false;

  constructor() {
    const history: History = {
      run: (id) => this.answer(`run ${id}`, () => this.find(id)),
      runs: () => this.answer('runs', () => this.runs),
      batches: ({ id } = {}) => this.answer('batches', () => (id === 'b' ? [this.batch] : [])),
      tasks: (id) => this.answer(`tasks of ${id}`, () => []),
      events: () => Promise.resolve([]),
      uses: () => Promise.resolve([]),
    };
    this.comparisons = new Comparisons({ store: { history }, keeper: memoryKeeper }, () => later);
  }

  private get batch(): BatchSummary {
    return {
      ...{ id: 'b', pipeline: 'p', key: 'k', started: 1, ended: undefined },
      ...{ runs: this.runs.length, done: 0, running: 0 },
    };
  }

  private find(id: string): KeptRun {
    const found = this.runs.find((run) => run.id === id);
    if (found === undefined) throw new UnknownRunError('there is none');
    return found;
  }

  private async answer<T>(what: string, value: () => T): Promise<T> {
    this.asked.push(what);
    if (this.isHeld) await new Promise<void>((resolve) => this.waiting.push(resolve));
    return value();
  }

  letGo(): void {
    this.isHeld = false;
    for (const one of this.waiting.splice(0)) one();
  }

  async ask(...ids: readonly string[]): Promise<readonly string[]> {
    const text = await this.comparisons.of(ids, {});
    const { rows } = JSON.parse(text) as { readonly rows: readonly { readonly state: string }[] };
    return rows.map(({ state }) => state);
  }

  get askedSince(): readonly string[] {
    return this.asked.splice(0);
  }
}

describe('comparisons of runs of a store', () => {
  it('are made once for all that ask at once', async () => {
    const rig = new Rig();
    rig.runs = [keptRun({ id: 'x' })];
    const all = await Promise.all(Array.from({ length: 10 }, () => rig.ask('b')));
    expect(new Set(all.flat())).to.deep.equal(new Set(['running']));
    expect(rig.askedSince).to.deep.equal(['run b', 'batches', 'runs', 'run x', 'tasks of x']);
  });

  it('read what has ended once, and what has not each time', async () => {
    const rig = new Rig();
    rig.runs = [keptRun({ id: 'x', state: 'done', ended: 5 }), keptRun({ id: 'y' })];
    await rig.ask('b');
    expect(rig.askedSince).to.include.members(['run x', 'tasks of x', 'run y', 'tasks of y']);
    expect(await rig.ask('b')).to.deep.equal(['running', 'done']);
    expect(rig.askedSince).to.deep.equal(['run b', 'batches', 'runs', 'run y', 'tasks of y']);
  });

  it('read a run again that was gone on with and has ended anew', async () => {
    const rig = new Rig();
    rig.runs = [keptRun({ id: 'x', state: 'cancelled', ended: 5 })];
    expect(await rig.ask('b')).to.deep.equal(['cancelled']);
    rig.runs = [keptRun({ id: 'x', state: 'running' })];
    expect(await rig.ask('b')).to.deep.equal(['running']);
    rig.runs = [keptRun({ id: 'x', state: 'done', ended: 6 })];
    expect(await rig.ask('b')).to.deep.equal(['done']);
  });

  it('read a run again that has just ended: what it told last may not be there yet', async () => {
    const rig = new Rig();
    rig.runs = [keptRun({ id: 'x', state: 'done', ended: later - 1_000 })];
    await rig.ask('b');
    await rig.ask('b');
    expect(rig.asked.filter((one) => one === 'tasks of x')).to.have.length(2);
  });

  it('are told of a run that is there no more', async () => {
    const rig = new Rig();
    rig.runs = [keptRun({ id: 'x', state: 'done', ended: 5 })];
    await rig.ask('x');
    rig.runs = [];
    expect(await rig.ask('x').catch((error: unknown) => error)).to.be.instanceOf(UnknownRunError);
  });

  it('are made two at a time, of others a hundred wait, and then none is taken', async () => {
    const rig = new Rig();
    rig.runs = Array.from({ length: 101 }, (_, at) => keptRun({ id: `r${at}` }));
    rig.isHeld = true;
    const all = Array.from({ length: 100 }, (_, at) => rig.ask(`r${at}`));
    expect(rig.askedSince).to.deep.equal(['run r0', 'run r1']);
    const refused = await rig.ask('r100').catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(Problem).and.to.include({
      status: 503,
      code: 'too-many-comparisons',
      message: 'too many ask for comparisons: try again later',
    });
    rig.letGo();
    expect((await Promise.all(all)).flat()).to.have.length(100);
    expect(await rig.ask('r100')).to.deep.equal(['running']);
  });

  it('are refused of very many runs before any is read', async () => {
    const rig = new Rig();
    rig.runs = Array.from({ length: 20_001 }, (_, at) => keptRun({ id: `r${at}` }));
    const refused = await rig.ask('b').catch((error: unknown) => error);
    expect(refused)
      .to.be.instanceOf(TooManyRunsError)
      .and.to.include({ message: 'these are 20001 runs, and 20000 are compared at most' });
    expect(rig.askedSince).to.deep.equal(['run b', 'batches']);
  });
});
