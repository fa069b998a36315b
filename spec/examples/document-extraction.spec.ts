import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';

import { expect } from 'chai';
import { PDFDocument } from 'pdf-lib';
import { firstValueFrom } from 'rxjs';
import sharp from 'sharp';

import type { Extractions } from '../../examples/document-extraction/extraction.js';
import type { RunEvent } from '../../lib/engine/events/event.js';
import type { RunError } from '../../lib/engine/failure.js';
import { type Run } from '../../lib/engine/run/run.js';
import { start } from '../../lib/engine/run/start.js';
import { loadFile, orThrow, type Pipeline } from '../../lib/load.js';

const example = fileURLToPath(new URL('../../examples/document-extraction/', import.meta.url));

describe('the document extraction example', function () {
  // Models are loaded and pages are read for real.
  this.timeout(120_000);

  let pipeline: Pipeline;
  let folder: string;
  /** The threads that were started here and have not ended. */
  const threads = new Set<Worker>();
  const watch = (thread: Worker): void => {
    threads.add(thread);
    thread.once('exit', () => threads.delete(thread));
  };

  before(async () => {
    process.on('worker', watch);
    folder = await mkdtemp(join(tmpdir(), 'documents-'));
    pipeline = orThrow(await loadFile(join(example, 'pipeline.yaml')));
  });

  after(async () => {
    process.off('worker', watch);
    await Promise.all([...threads].map((thread) => thread.terminate()));
    await rm(folder, { recursive: true });
  });

  interface Told {
    readonly run: Run;
    readonly events: RunEvent[];
    /** The message of the run's error; `undefined` where it came to its outputs. */
    readonly failure: Promise<string | undefined>;
    readonly outputs: Promise<Extractions>;
  }

  const started = (document: string, page = 0, onEvent?: (event: RunEvent) => void): Told => {
    const events: RunEvent[] = [];
    const sinks = [
      (event: RunEvent): void => void events.push(event),
      onEvent ?? ((): void => undefined),
    ];
    const run = start(pipeline, { document_id: document, page_num: page }, { sinks });
    const outputs = firstValueFrom(run.outputs$).then(
      ({ extractions }) => extractions as Extractions,
    );
    const failure = outputs.then(
      () => undefined,
      (error: unknown) => (error as RunError).message,
    );
    return { run, events, outputs, failure };
  };

  const written = async (name: string, bytes: Uint8Array | string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return path;
  };

  const values = (extractions: Extractions): Record<string, string> =>
    Object.fromEntries(Object.entries(extractions).map(([field, { value }]) => [field, value]));

  describe('fails with a sentence, and runs nothing else, on', () => {
    const failsWith = async (path: string, said: string, page = 0): Promise<void> => {
      const { failure, events } = started(path, page);
      expect(await failure).to.equal(`\`image_preprocessing\` failed: ${said}`);
      const ends = events.flatMap((event) =>
        'task' in event && !event.type.startsWith('attempt-')
          ? [`${event.type} ${event.task}`]
          : [],
      );
      expect(ends).to.deep.equal([
        'task-failed image_preprocessing',
        'task-skipped image_ocr',
        'task-skipped extractor',
      ]);
      expect(threads.size).to.equal(0);
    };

    it('a truncated image', async () => {
      const whole = await readFile(join(example, 'receipt.jpg'));
      await failsWith(
        await written('half.jpg', whole.subarray(0, whole.length / 2)),
        '`half.jpg` is damaged or cut short: only a part of the image is there',
      );
      await failsWith(
        await written('head.jpg', whole.subarray(0, 10)),
        '`head.jpg` is neither an image nor a PDF, or is damaged from its beginning: ' +
          'give a JPEG, PNG, TIFF, WebP, GIF or AVIF image or a PDF file',
      );
    });

    it('an image of 10,000 × 10,000 pixels', async () => {
      const path = join(folder, 'huge.png');
      const side = 10_000;
      await sharp({ create: { width: side, height: side, channels: 3, background: '#fff' } })
        .png({ compressionLevel: 1 })
        .toFile(path);
      await failsWith(
        path,
        '`huge.png` is 10000 × 10000 pixels, more than the 50 million that a page may have: scale it down',
      );
    });

    it('a PDF with a password', async () => {
      await failsWith(
        await written('locked.pdf', lockedPdf),
        '`locked.pdf` is locked with a password: save it without one',
      );
    });

    it('a damaged PDF', async () => {
      await failsWith(
        await written('broken.pdf', '%PDF-1.4\nand no more'),
        '`broken.pdf` is a damaged PDF file: it cannot be opened',
      );
    });

    it('a page that is not there', async () => {
      const document = await PDFDocument.create();
      document.addPage();
      document.addPage();
      const path = await written('two.pdf', await document.save());
      await failsWith(path, '`two.pdf` has no page 2: it has 2 pages, numbered from 0 to 1', 2);
      await failsWith(path, '`two.pdf` has no page -1: it has 2 pages, numbered from 0 to 1', -1);
      await failsWith(
        join(example, 'receipt.jpg'),
        '`receipt.jpg` has no page 1: it has 1 page, which is number 0',
        1,
      );
    });

    it('an empty file', async () => {
      await failsWith(await written('empty.png', ''), '`empty.png` is empty: it has 0 bytes');
    });

    it('a text file named .png', async () => {
      await failsWith(
        await written('notes.png', 'milk, bread, two candles'),
        '`notes.png` is neither an image nor a PDF, or is damaged from its beginning: ' +
          'give a JPEG, PNG, TIFF, WebP, GIF or AVIF image or a PDF file',
      );
    });

    it('a document that is not there, and a folder', async () => {
      await failsWith(
        'no-such.jpg',
        '`no-such.jpg` is not there: neither a file of that path, from where you are, nor one of ' +
          `that name in \`${example.slice(0, -1)}\``,
      );
      await failsWith(folder, `\`${folder}\` is a folder: give the path of a file in it`);
    });
  });

  describe('with its OCR model', () => {
    it('finds the fields of a receipt, even where its OCR worker is killed once', async () => {
      let kills = 0;
      const { events, outputs } = started('receipt', 0, (event) => {
        if (event.type !== 'attempt-progress' || event.task !== 'image_ocr' || kills > 0) return;
        kills += 1;
        for (const thread of threads) void thread.terminate();
      });
      const extractions = await outputs;
      expect(values(extractions)).to.deep.equal({
        company: 'HARBOUR LANE BOOKS SDN BHD',
        date: '2017-11-17',
        address: 'NO. 27, JALAN SELASIH 3/4, TAMAN BAYU PERMAI, 41200 KLANG, SELANGOR.',
        total: '58.30',
      });
      const failed = events.flatMap((event) =>
        event.type === 'attempt-failed' ? [event.failure.message] : [],
      );
      expect(failed).to.deep.equal(['the OCR worker was ended while it was at work']);
      // Where the total is printed, on the page as it was scanned.
      const { left = 0, top = 0 } = extractions.total?.box ?? {};
      expect(left).to.be.closeTo(700, 20);
      expect(top).to.be.closeTo(880, 20);
      expect(extractions.total?.confidence).to.be.above(0.7);
    });

    it('fails where its OCR worker is killed each time, and leaves none behind', async () => {
      const { failure } = started('receipt', 0, (event) => {
        if (event.type === 'attempt-progress' && event.task === 'image_ocr')
          for (const thread of threads) void thread.terminate();
      });
      expect(await failure).to.equal(
        '`image_ocr` failed: the OCR worker was ended while it was at work',
      );
      await Promise.all([...threads].map((thread) => once(thread, 'exit')));
    });

    it('reads with two models side by side, and ends both when cancelled', async () => {
      const two = orThrow(await loadFile(join(example, 'two-readings.yaml')));
      const atWork = new Set<string>();
      const run = start(
        two,
        { document_id: 'receipt' },
        {
          sinks: [
            (event): void => {
              if (event.type !== 'attempt-progress' || !event.task.endsWith('_ocr')) return;
              // Behind the loading of its model.
              if (event.fraction > 0.1) atWork.add(event.task);
              if (atWork.size === 2) run.cancel();
            },
          ],
        },
      );
      const failure = await firstValueFrom(run.outputs$).catch((error: unknown) => error);
      expect((failure as RunError).outcome).to.equal('cancelled');
      expect([...atWork].sort()).to.deep.equal(['first_ocr', 'second_ocr']);
      await Promise.all([...threads].map((thread) => once(thread, 'exit')));
    });

    it('reads a page of a PDF', async () => {
      const document = await PDFDocument.create();
      document.addPage();
      const page = document.addPage([300, 220]);
      const lines = [
        'Tall Pines Hardware Ltd',
        '14 Mill Road',
        'Date: 3 May 2019',
        'Total: $12.50',
      ];
      lines.forEach((line, index) => {
        page.drawText(line, { x: 40, y: 180 - 30 * index, size: 14 });
      });
      const { outputs } = started(await written('invoice.pdf', await document.save()), 1);
      expect(values(await outputs)).to.deep.equal({
        company: 'Tall Pines Hardware Ltd',
        date: '2019-05-03',
        address: '14 Mill Road',
        total: '12.50',
      });
    });
  });
});

// No password fits its /U: it need not be one.
const lockedPdf = `%PDF-1.4
1 0 obj
<< /Type /Catalog /Pages 2 0 R >>
endobj
2 0 obj
<< /Type /Pages /Kids [3 0 R] /Count 1 >>
endobj
3 0 obj
<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>
endobj
4 0 obj
<< /Filter /Standard /V 1 /R 2 /P -4 /O <${'61'.repeat(32)}> /U <${'62'.repeat(32)}> >>
endobj
trailer
<< /Root 1 0 R /Encrypt 4 0 R /ID [<${'63'.repeat(16)}> <${'63'.repeat(16)}>] /Size 5 >>
%%EOF
`;
