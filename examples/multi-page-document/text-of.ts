// The same pipeline in TypeScript: npx tsx examples/multi-page-document/text-of.ts FILE
import { fileURLToPath } from 'node:url';

// In a project of your own: from 'mlpipeline'.
import {
  loadObject,
  orThrow,
  Registry,
  type Runner,
  type RunOptions,
  type Sink,
  start,
} from '../../lib/index.js';
import * as shipped from './runners.js';

/** The pipeline, with runners of the same names in place of those of this example, if need be. */
export const documentPipeline = async (runners: readonly Runner[] = Object.values(shipped)) => {
  const registry = { runners: new Registry(runners) };
  const ocr = { runner: 'ReadPage', outputs: ['text', 'confidence'], timeout: '3m', retry: 1 };
  const page = await loadObject(
    {
      pipeline: {
        name: 'Reading a page',
        inputs: ['image'],
        outputs: {
          text: { first: ['careful.text', 'quick.text'] },
          confidence: { first: ['careful.confidence', 'quick.confidence'] },
        },
        components: {
          prepare: { runner: 'PreparePage', inputs: ['image'], outputs: ['page'], timeout: '1m' },
          quick: { ...ocr, inputs: ['prepare.page'], params: { engine: 'tesseract' } },
          careful: {
            ...ocr,
            when: 'quick.confidence < 0.8',
            inputs: ['prepare.page'],
            params: { engine: 'paddle' },
          },
        },
      },
    },
    registry,
  );
  const document = await loadObject(
    {
      pipeline: {
        name: 'Text of a document',
        inputs: { file: { type: 'string' } },
        outputs: { text: 'join.text', confidence: 'read.confidence' },
        components: {
          split: { runner: 'SplitPages', inputs: ['file'], outputs: ['pages'], timeout: '2m' },
          read: {
            pipeline: orThrow(page),
            map: { over: 'image', concurrency: 2, onFailure: 'omit' },
            inputs: { image: 'split.pages' },
            outputs: ['text', 'confidence'],
          },
          join: { runner: 'JoinPages', inputs: { texts: 'read.text' }, outputs: ['text'] },
        },
      },
    },
    registry,
  );
  return orThrow(document);
};

/** Reads a document, and says of each page when it is read a second time. */
export const textOf = async (
  file: string,
  say: (line: string) => void,
  { runners, sinks = [], ...options }: RunOptions & { readonly runners?: readonly Runner[] } = {},
): Promise<string> => {
  const again: Sink = (event) => {
    if (event.type !== 'attempt-started') return;
    const [, page] = /^read\[(\d+)\]\/careful$/.exec(event.task) ?? [];
    if (page !== undefined) say(`page ${Number(page) + 1} is read again, with care`);
  };
  const pipeline = await documentPipeline(runners);
  const { text } = await start(pipeline, { file }, { ...options, sinks: [...sinks, again] })
    .outputs;
  return text as string;
};

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(await textOf(process.argv[2] ?? 'minutes', console.error));
