import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';

import { expect } from 'chai';

import { JoinPages } from '../../examples/multi-page-document/join-pages.js';
import { textOf } from '../../examples/multi-page-document/text-of.js';
import type { RunEvent } from '../../lib/engine/events/event.js';
import { start } from '../../lib/engine/run/start.js';
import { loadFile, orThrow, type Pipeline } from '../../lib/load.js';
import type { Runner } from '../../lib/runners/runner.js';

const example = fileURLToPath(
  new URL('../../examples/multi-page-document/pipeline.yaml', import.meta.url),
);

/** What became of each reading of a page: `read[2]/careful finished`. */
const readingsOf = (events: readonly RunEvent[]): readonly string[] =>
  events.flatMap((event) => {
    const [, end] = /^task-(finished|failed|omitted|skipped)$/.exec(event.type) ?? [];
    return end !== undefined && 'task' in event && /(quick|careful)$/.test(event.task)
      ? [`${event.task} ${end}`]
      : [];
  });

describe('the example of a document of several pages', () => {
  describe('with readings that are made up', () => {
    // The images are the confidences of their first readings.
    const runners: readonly Runner[] = [
      { name: 'SplitPages', run: () => ({ pages: [0.95, 0.3, 0.8, -1] }) },
      { name: 'PreparePage', run: ({ image }) => ({ page: image }) },
      {
        name: 'ReadPage',
        run: ({ page }, { params: { engine } }) => {
          if (page === -1) throw new Error('the page is blank');
          const confidence = engine === 'paddle' ? 0.99 : page;
          return { text: `${String(page)} by ${String(engine)}`, confidence };
        },
      },
      JoinPages,
    ];

    it('reads only those pages again of which the first reading is not sure', async () => {
      const said: string[] = [];
      const events: RunEvent[] = [];
      const text = await textOf('any.pdf', (line) => said.push(line), {
        runners,
        sinks: [(event) => void events.push(event)],
      });
      expect(text).to.equal(
        '0.95 by tesseract\n\n0.3 by paddle\n\n0.8 by tesseract\n\n[page 4 could not be read]',
      );
      expect(said).to.deep.equal(['page 2 is read again, with care']);
      expect([...readingsOf(events)].sort()).to.deep.equal([
        'read[0]/careful omitted',
        'read[0]/quick finished',
        'read[1]/careful finished',
        'read[1]/quick finished',
        'read[2]/careful omitted',
        'read[2]/quick finished',
        'read[3]/careful skipped',
        'read[3]/quick failed',
      ]);
    });
  });

  describe('with its OCR models', function () {
    // Models are loaded and pages are read for real.
    this.timeout(180_000);

    let pipeline: Pipeline;
    const threads = new Set<Worker>();
    const watch = (thread: Worker): void => {
      threads.add(thread);
      thread.once('exit', () => threads.delete(thread));
    };

    before(async () => {
      process.on('worker', watch);
      pipeline = orThrow(await loadFile(example));
    });

    after(async () => {
      process.off('worker', watch);
      await Promise.all([...threads].map((thread) => thread.terminate()));
    });

    it('reads the page that came by fax twice, and all others once', async () => {
      const events: RunEvent[] = [];
      const sinks = [(event: RunEvent): void => void events.push(event)];
      const { text, confidence } = await start(pipeline, { file: 'minutes' }, { sinks }).outputs;
      expect(readingsOf(events).filter((one) => one.includes('careful'))).to.have.members([
        'read[0]/careful omitted',
        'read[1]/careful omitted',
        'read[2]/careful finished',
        'read[3]/careful omitted',
        'read[4]/careful omitted',
      ]);
      expect(confidence).to.have.length(5);
      for (const one of confidence as readonly number[]) expect(one).to.be.above(0.8);
      expect(text).to.include('The cost of 85 pounds was approved.\n\n2');
      expect(text).to.include('The society thanks the company for it.\n\n3. The harbour wall');
    });

    it('fails with a sentence where there is no such file', async () => {
      const error = await start(pipeline, { file: 'no-such.pdf' }).outputs.catch(
        (thrown: unknown) => thrown,
      );
      expect((error as Error).message).to.match(/^`split` failed: `no-such\.pdf` is not there: /);
    });
  });
});
