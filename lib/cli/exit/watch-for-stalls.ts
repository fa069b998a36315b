import { Worker } from 'node:worker_threads';

/** In ticks of the watching thread. */
const tick = 200;
const ticksToStall = 3;
const ticksToTell = 25;

const name = 'mlpipeline.stalled';

// As text: it needs no file, and so no loader, of its own.
const watcher = `
const { workerData: { beats, hint } } = require('node:worker_threads');
const { Session } = require('node:inspector');
let last = -1;
let silent = 0;
setInterval(() => {
  const now = Atomics.load(beats, 0);
  silent = now === last ? silent + 1 : 0;
  last = now;
  if (silent === ${ticksToStall}) {
    const session = new Session();
    session.connectToMainThread();
    session.post('Runtime.evaluate', { expression: 'globalThis[Symbol.for("${name}")]?.()' });
  }
  if (silent === ${ticksToTell} && hint) require('node:fs').writeSync(2, hint);
}, ${tick});
`;

/**
 * Calls `stalled` when a runner that computes without pause has kept the event loop from going round
 * for more than half a second, and `resumed` when it goes round again; writes `hint` to stderr after five. Gives a
 * function that ends the watch.
 *
 * A listener for a signal is called by the event loop: while that stands still no Ctrl-C is heard.
 * Another thread sees it stand still, and `stalled` is called by way of the inspector, which
 * interrupts whatever runs.
 */
export const watchForStalls = (
  stalled: () => void,
  resumed: () => void,
  hint?: string,
): (() => void) => {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  let isStalled = false;
  const beating = setInterval(() => {
    Atomics.add(beats, 0, 1);
    if (!isStalled) return;
    isStalled = false;
    resumed();
  }, tick / 2);
  beating.unref();
  Object.defineProperty(globalThis, Symbol.for(name), {
    configurable: true,
    value: () => {
      isStalled = true;
      stalled();
    },
  });
  const thread = new Worker(watcher, { eval: true, workerData: { beats, hint }, execArgv: [] });
  thread.unref();
  return () => {
    clearInterval(beating);
    Reflect.deleteProperty(globalThis, Symbol.for(name));
    void thread.terminate();
  };
};
