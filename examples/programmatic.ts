// Runners, a pipeline and a run in TypeScript. A task fails, the reason is seen to, and it is run
// again while the run is held open: npx tsx examples/programmatic.ts
import * as t from 'io-ts';
import { map, take, tap, timer, toArray } from 'rxjs';

// In a project of your own: from 'mlpipeline'.
import { defineRunner, loadObject, orThrow, Registry, type Sink, start } from '../lib/index.js';

// The types of inputs, outputs and params follow from the codecs, which are checked at run time too.
const scanner = defineRunner({
  name: 'Scanner',
  inputs: { page: t.number },
  outputs: { lines: t.array(t.string) },
  params: t.type({ lines: t.number }),
  run: ({ page }, { params, progress, scheduler }) =>
    timer(0, 10, scheduler).pipe(
      take(params.lines),
      tap((line) => {
        progress((line + 1) / params.lines);
      }),
      map((line) => `line ${line + 1} of page ${page}`),
      toArray(),
      map((lines) => ({ lines })),
    ),
});

let isModelLoaded = false;
const reader = defineRunner({
  name: 'Reader',
  inputs: { lines: t.array(t.string) },
  outputs: { text: t.string },
  run: async ({ lines }, { log }) => {
    if (!isModelLoaded) throw new Error('the model is not loaded');
    log(`reads ${lines.length} lines`);
    return Promise.resolve({ text: lines.join('; ') });
  },
});

const counter = defineRunner({
  name: 'Counter',
  inputs: { text: t.string },
  outputs: { words: t.number },
  run: ({ text }) => ({ words: text.split(' ').length }),
});

const declaration = {
  pipeline: {
    name: 'Page reading',
    inputs: { page: { type: 'integer' } },
    outputs: { text: 'read.text', words: 'count.words' },
    components: {
      count: { runner: 'Counter', inputs: ['read.text'], outputs: ['words'] },
      read: { runner: 'Reader', inputs: ['scan.lines'], outputs: ['text'] },
      scan: { runner: 'Scanner', inputs: ['page'], outputs: ['lines'], params: { lines: 2 } },
    },
  },
};
const pipeline = orThrow(
  await loadObject(declaration, { runners: new Registry([scanner, reader, counter]) }),
);

const told: Sink = (event) => {
  if (event.type === 'attempt-progress') console.log(`${event.task}: ${event.fraction * 100} %`);
  if (event.type === 'attempt-log') console.log(`${event.task}: ${event.message}`);
  if (event.type === 'task-failed') console.log(`${event.task}: ${event.failure.message}`);
  if (event.type === 'task-skipped')
    console.log(`${event.task}: skipped: \`${event.cause.task}\` failed`);
  if (event.type === 'task-restarted')
    console.log(`${event.task}: again, and then ${event.below.join(', ')}`);
};

const run = start(pipeline, { page: 3 }, { onFailure: 'hold', sinks: [told] });

// Any value can be watched by its full name, as soon as it is there.
run.consumable('scan.lines').subscribe((lines) => {
  console.log('scanned', lines);
});

// While the run is held nothing is lost: what has been scanned is not scanned again.
run.events$.subscribe((event) => {
  if (event.type !== 'task-skipped') return;
  setTimeout(() => {
    isModelLoaded = true;
    run.restart('read');
  }, 20);
});

run.outputs$.subscribe({
  next: (outputs) => {
    console.log(outputs);
  },
  error: (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
});
