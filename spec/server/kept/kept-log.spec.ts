import { expect } from 'chai';
import { Subject } from 'rxjs';

import { KeptLogs } from '../../../lib/server/kept/kept-log.js';
import { watch } from '../../../lib/server/runs/watch.js';
import type { RecordedEvent } from '../../../lib/sinks/record/recorded-event.js';
import { StoreError, UnknownRunError } from '../../../lib/store/store-error.js';
import type { KeptRun, RunState } from '../../../lib/store/store.js';
import { keptRun } from './kept-run.js';

const said = (sequence: number): RecordedEvent => ({
  ...{ run: 'r', sequence, time: 1, type: 'attempt-log', task: 'a', attempt: 1, message: 'x' },
});

/** A run that another process drives, and who watches it; each look into the store is told when to be. */
class Rig {
  state: RunState = 'running';
  readonly looks$ = new Subject<void>();
  readonly asked: string[] = [];
  fails: Error | undefined;
  private events: RecordedEvent[] = [];
  private readonly logs: KeptLogs;

  constructor() {
    this.logs = new KeptLogs(
      {
        run: () => this.answer('run', this.kept),
        events: (_, after, most = Infinity) =>
          this.answer(
            `events after ${after}`,
            this.events.filter(({ sequence }) => sequence > after).slice(0, most),
          ),
      },
      this.looks$,
    );
  }

  private answer<T>(what: string, value: T): Promise<T> {
    this.asked.push(what);
    return this.fails === undefined ? Promise.resolve(value) : Promise.reject(this.fails);
  }

  private get kept(): KeptRun {
    return keptRun({ state: this.state, events: this.events.length });
  }

  write(count: number): void {
    const from = this.events.length;
    this.events.push(...Array.from({ length: count }, (_, at) => said(from + at)));
  }

  watcher(after = -1): Watcher {
    return new Watcher((closed) => watch(this.logs.of(this.kept), after, new Subject(), closed));
  }

  /** What was asked of the store since this was asked. */
  get askedSince(): readonly string[] {
    return this.asked.splice(0);
  }

  /** Lets a look be, and all that comes of it. */
  async look(): Promise<void> {
    this.looks$.next();
    await settled();
  }
}

class Watcher {
  readonly ids: number[] = [];
  end: unknown;
  isClosed = false;
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;

  constructor(open: (closed: () => void) => ReadableStream<Uint8Array>) {
    this.reader = open(() => {
      this.isClosed = true;
    }).getReader();
    this.read().then(
      () => {
        this.end = 'end';
      },
      (error: unknown) => {
        this.end = error;
      },
    );
  }

  private async read(): Promise<void> {
    for (;;) {
      const { done, value } = await this.reader.read();
      if (done) return;
      const text = Buffer.from(value).toString();
      this.ids.push(...[...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id)));
    }
  }

  leave(): Promise<void> {
    return this.reader.cancel();
  }
}

/** When nothing is left that goes on without being told. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

describe('the log of a run that another process drives', () => {
  it('is read once for all that watch, however many', async () => {
    const rig = new Rig();
    rig.write(450);
    const watchers = Array.from({ length: 100 }, () => rig.watcher());
    await settled();
    expect(rig.askedSince).to.deep.equal([
      'events after -1',
      'events after 199',
      'events after 399',
    ]);
    await rig.look();
    expect(rig.askedSince).to.deep.equal(['run']);
    rig.write(2);
    await rig.look();
    expect(rig.askedSince).to.deep.equal(['run', 'events after 449']);
    for (const { ids } of watchers) expect(ids).to.deep.equal(upTo(452));
  });

  it('is over when a run has ended and a look after that finds nothing more', async () => {
    const rig = new Rig();
    rig.write(1);
    const one = rig.watcher();
    await settled();
    rig.state = 'done';
    await rig.look();
    expect(one).to.include({ end: undefined });
    rig.write(1);
    await rig.look();
    expect(one).to.include({ end: undefined });
    await rig.look();
    expect(one).to.deep.include({ ids: [0, 1], end: 'end', isClosed: true });
    expect(rig.looks$.observed).to.equal(false);
  });

  it('is looked after as long as somebody watches', async () => {
    const rig = new Rig();
    rig.write(1);
    expect(rig.looks$.observed).to.equal(false);
    const [one, other] = [rig.watcher(), rig.watcher(0)];
    await settled();
    await one.leave();
    expect(rig.looks$.observed).to.equal(true);
    await other.leave();
    expect(rig.looks$.observed).to.equal(false);
    const late = rig.watcher();
    rig.write(1);
    await rig.look();
    expect(late.ids).to.deep.equal([0, 1]);
  });

  it('goes on for those who are where it is, whatever others say that they have seen', async () => {
    const rig = new Rig();
    rig.write(1);
    const ahead = rig.watcher(1_000_000);
    const one = rig.watcher(0);
    await settled();
    expect(rig.askedSince).to.deep.equal([]);
    rig.write(1);
    await rig.look();
    expect(one.ids).to.deep.equal([1]);
    expect(ahead.ids).to.deep.equal([]);
  });

  it('misses nothing that is written while it is read', async () => {
    const rig = new Rig();
    rig.write(1);
    const one = rig.watcher();
    rig.write(1);
    rig.looks$.next();
    await settled();
    rig.write(1);
    await rig.look();
    expect(one.ids).to.deep.equal([0, 1, 2]);
  });

  it('cuts those off that watch where the store fails, and goes on for others', async () => {
    const rig = new Rig();
    rig.write(1);
    const one = rig.watcher();
    await settled();
    rig.fails = new StoreError('it is gone');
    await rig.look();
    expect(one).to.include({ end: rig.fails, isClosed: true });
    rig.fails = undefined;
    const other = rig.watcher();
    rig.write(1);
    await rig.look();
    expect(other.ids).to.deep.equal([0, 1]);
  });

  it('is over where its run has been pruned', async () => {
    const rig = new Rig();
    rig.write(1);
    const one = rig.watcher();
    await settled();
    rig.fails = new UnknownRunError('there is no run `r`');
    await rig.look();
    expect(one).to.include({ isClosed: true });
    expect(rig.looks$.observed).to.equal(false);
  });
});
