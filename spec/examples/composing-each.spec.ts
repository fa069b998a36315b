import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as soon } from 'node:timers/promises';
import { Writable } from 'node:stream';

import { expect } from 'chai';
import { lastValueFrom, map, of, take, throwError, timer, toArray } from 'rxjs';

import { readAll } from '../../examples/composing/backpressure.js';
import { textsOf } from '../../examples/composing/batches.js';
import { fieldsOf } from '../../examples/composing/two-pipelines.js';
import { readNewPages } from '../../examples/composing/watched-folder.js';
import type { RunEvent, Values } from '../../lib/index.js';
import { virtualTime } from '../engine/rig.js';

describe('the examples of composing', () => {
  it('two-pipelines: one page is extracted while the next is read', () => {
    const scheduler = virtualTime();
    const events: RunEvent[] = [];
    const given: Values[] = [];
    fieldsOf(of('a', 'b', 'c'), {
      scheduler,
      seed: 1,
      sinks: () => [(event) => events.push(event)],
    }).subscribe((fields) => given.push(fields));
    scheduler.flush();
    expect(given).to.deep.equal(
      ['a', 'b', 'c'].map((page) => ({ page, fields: `extractor(ocr(preparation(${page})))` })),
    );
    const times = (type: RunEvent['type'], task: string): number[] =>
      events.flatMap((event) =>
        event.type === type && 'task' in event && event.task === task ? [event.time] : [],
      );
    const read = times('task-finished', 'ocr');
    const extracted = times('attempt-started', 'extractor');
    // The gpu is one for all: pages are read one after the other, and extracted meanwhile.
    expect(times('attempt-started', 'ocr').slice(1)).to.deep.equal(read.slice(0, -1));
    expect(extracted).to.have.length(3);
    expect(extracted[0]).to.be.below(read[2] ?? 0);
  });

  it('watched-folder: a page is read when it comes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-pages-'));
    try {
      writeFileSync(join(folder, 'first.png'), 'there before');
      const pages = lastValueFrom(
        readNewPages(folder).pipe(
          map(({ outputs }, index) => {
            // The second comes when the first is read.
            if (index === 0) writeFileSync(join(folder, 'second.png'), 'new');
            return outputs?.['text'];
          }),
          take(2),
          toArray(),
        ),
      );
      expect(await pages).to.deep.equal(
        ['first.png', 'second.png'].map((name) => `ocr(preparation(${join(folder, name)}))`),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('backpressure: no more pages are taken while results cannot be written', async () => {
    const scheduler = virtualTime();
    let asked = 0;
    async function* pages(): AsyncGenerator<Values> {
      for (; asked < 30; asked += 1) yield await Promise.resolve({ page: asked });
    }
    const written: string[] = [];
    let go: () => void = () => undefined;
    const output = new Writable({
      highWaterMark: 1,
      write: (chunk: Buffer, _encoding, done) => {
        written.push(chunk.toString());
        go = done;
      },
    });
    const all = readAll(pages(), output, { scheduler, seed: 1, concurrency: 2 });
    const settle = async (): Promise<void> => {
      for (let turn = 0; turn < 20; turn += 1) {
        await soon();
        scheduler.flush();
      }
    };
    await settle();
    // Two were in flight when the output was full.
    expect({ asked, written: written.length }).to.deep.equal({ asked: 2, written: 1 });
    while (written.length < 30) {
      go();
      await settle();
    }
    go();
    await all;
    expect(written.join('').trim().split('\n')).to.have.length(30);
  });

  describe('batches', () => {
    const pages = ['a', 'b', 'c', 'd', 'e'];

    it('are as large as they may be, and the last one is what is left', async () => {
      const scheduler = virtualTime();
      const batches: (readonly unknown[])[] = [];
      const texts$ = await textsOf(
        pages,
        (batch) => {
          batches.push(batch);
          return timer(100, scheduler).pipe(
            map(() => batch.map((page) => `text of ${String(page)}`)),
          );
        },
        { wait: 50, most: 2, scheduler },
        { scheduler },
      );
      const texts: unknown[] = [];
      texts$.subscribe(({ text }) => texts.push(text));
      scheduler.flush();
      expect(batches).to.deep.equal([['a', 'b'], ['c', 'd'], ['e']]);
      expect(texts).to.deep.equal(pages.map((page) => `text of ${page}`));
      expect(scheduler.actions, 'timers left').to.deep.equal([]);
    });

    it('that fail, fail their pages', async () => {
      const scheduler = virtualTime();
      const texts$ = await textsOf(
        pages,
        () => throwError(() => new Error('no memory')),
        { wait: 50, most: 2, scheduler },
        { scheduler },
      );
      let said = '';
      texts$.subscribe({
        error: (error: Error) => {
          said = error.message;
        },
      });
      scheduler.flush();
      expect(said).to.equal('item 0: `ocr` failed: no memory');
    });
  });
});
