import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Worker as Thread } from 'node:worker_threads';

import tesseract, { type Worker } from 'tesseract.js';

import type { Engine } from './engine.js';
import type { Line } from './line.js';

const { createWorker, OEM, PSM } = tesseract;
const dotsPerInch = '300';
// The package tells nobody when its thread ends while it loads.
const mostLoading = 60_000;

/** Tesseract 5, with its model of English. */
export class TesseractEngine implements Engine {
  private readonly worker: Worker;
  private readonly thread: Thread;
  private readonly calls: Calls;
  private ended: Error | undefined;

  private constructor(worker: Worker, calls: Calls) {
    this.worker = worker;
    this.calls = calls;
    // The typings of the package leave it out.
    this.thread = (worker as unknown as { readonly worker: Thread }).worker;
    // Its remarks on an image are no use to a user, and would break into the log.
    this.thread.stderr.unpipe(process.stderr).resume();
    this.thread.on('error', (error) => {
      this.over(`the OCR worker broke down: ${error.message}`);
    });
    this.thread.on('exit', () => {
      this.over('the OCR worker was ended while it was at work');
    });
  }

  /** Loads the model from the package that holds it; nothing is downloaded. */
  static async start(): Promise<TesseractEngine> {
    const calls = new Calls();
    const { resolve } = createRequire(import.meta.url);
    const data = dirname(resolve('@tesseract.js-data/eng/package.json'));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`the OCR model did not load within ${mostLoading / 1000} s`));
      }, mostLoading);
    });
    const loading = createWorker('eng', OEM.LSTM_ONLY, {
      langPath: join(data, '4.0.0_best_int'),
      gzip: true,
      cacheMethod: 'none',
      logger: ({ status, progress }) => {
        if (status === 'recognizing text') calls.progress(progress);
      },
      // Without it the package throws where nobody can catch.
      errorHandler: (error: unknown) => {
        calls.fail(new Error(`the OCR model failed: ${String(error)}`));
      },
    });
    try {
      const worker = await Promise.race([loading, calls.failure(), late]);
      const engine = new TesseractEngine(worker, calls);
      await worker.setParameters({
        tessedit_pageseg_mode: PSM.SINGLE_BLOCK,
        user_defined_dpi: dotsPerInch,
      });
      return engine;
    } finally {
      clearTimeout(timer);
    }
  }

  get isOver(): boolean {
    return this.ended !== undefined;
  }

  async read(image: Uint8Array, progress: (fraction: number) => void): Promise<Line[]> {
    if (this.ended !== undefined) throw this.ended;
    const failure = this.calls.failure();
    this.calls.progress = progress;
    const bytes = Buffer.from(image.buffer, image.byteOffset, image.byteLength);
    const { data } = await Promise.race([
      this.worker.recognize(bytes, {}, { blocks: true, text: false }),
      failure,
    ]);
    this.calls.progress = () => undefined;
    return (data.blocks ?? [])
      .flatMap(({ paragraphs }) => paragraphs)
      .flatMap(({ lines }) => lines)
      .map(({ words }) => ({
        words: words.map(({ text, bbox: { x0, y0, x1, y1 }, confidence }) => ({
          text,
          box: { left: x0, top: y0, width: x1 - x0, height: y1 - y0 },
          confidence: confidence / 100,
        })),
      }));
  }

  hold(isHeld: boolean): void {
    if (isHeld) this.thread.ref();
    else this.thread.unref();
  }

  end(): void {
    this.over('the OCR worker was ended');
    void this.worker.terminate();
  }

  private over(reason: string): void {
    this.ended ??= new Error(reason);
    this.calls.fail(this.ended);
  }
}

/** What the package calls back with, for whoever waits at the time. */
class Calls {
  progress: (fraction: number) => void = () => undefined;
  fail: (error: Error) => void = () => undefined;

  /** Rejects with the next failure. */
  failure(): Promise<never> {
    const failed = new Promise<never>((_, reject) => {
      this.fail = reject;
    });
    // Whoever races it may have been served already.
    failed.catch(() => undefined);
    return failed;
  }
}
