import { constants } from 'node:os';
import { Worker } from 'node:worker_threads';

import { Deadline } from './deadline.js';
import type { Interruption } from './interruption.js';
import { signals } from './signals.js';

/** In ticks of the watching thread. */
const tick = 200;
const ticksToStall = 3;
const ticksToTell = 25;
const ticksToKill = 15;
// As long as is waited for the main thread to say whose runner it is.
const ticksToName = 5;

const killed =
  'mlpipeline: a runner made a blocking call that does not return, such as `execSync`: the process is killed\n';

const name = 'mlpipeline.stalled';

// As text: it needs no file, and so no loader, of its own.
const watcher = `
const { beats, due, hint, longest, signals, tick, ticksToStall, ticksToTell, ticksToKill, ticksToName, killed, name } =
  require('node:worker_threads').workerData;
const { Session } = require('node:inspector');
let last = -1;
let silent = 0;
let askedAt;
let unheard = 0;
let isHinted = true;
const kill = (message) => {
  require('node:fs').writeSync(2, message);
  process.kill(process.pid, 'SIGKILL');
};
// A listener of the main thread's would hear of a signal when its event loop goes round. What Node.js
// itself listens with is not public, and this thread alone is let at it (\`process.binding\` has it up to
// Node.js 22): without it a signal ends the process, as where nobody listens.
let hears = false;
process.emitWarning = () => undefined;
try {
  const { Signal } = require('internal/test/binding').internalBinding('signal_wrap');
  for (const number of signals) {
    const signal = new Signal();
    signal.unref();
    signal.onsignal = () => {
      // It waits for its programs to end: the second signal ends it at once.
      if (Atomics.load(beats, 1) === 1) kill('');
      askedAt = Atomics.load(beats, 0);
    };
    signal.start(number);
  }
  hears = true;
} catch {}
const ask = (why, answered) => {
  const session = new Session();
  session.connectToMainThread();
  const expression = 'globalThis[Symbol.for(' + JSON.stringify(name) + ')]?.("' + why + '")';
  session.post('Runtime.evaluate', { expression }, (error, answer) => {
    answered(answer?.result?.value);
    session.disconnect();
  });
};
const tell = (why) => {
  // What runs can be interrupted, but not what the system does for it.
  unheard += 1;
  if (unheard > ticksToKill && why !== 'deaf') kill(killed);
  ask(why, () => {
    // It was heard of, and goes on all the same.
    unheard = 0;
  });
};
const tellHint = (text) => {
  if (isHinted) return;
  isHinted = true;
  require('node:fs').writeSync(2, text);
};
setInterval(() => {
  const now = Atomics.load(beats, 0);
  silent = now === last ? silent + 1 : 0;
  last = now;
  if (silent === 0) unheard = 0;
  // The event loop has gone round since: the main thread has heard of it itself.
  if (askedAt !== undefined && now > askedAt + 1) askedAt = undefined;
  if (silent < ticksToStall || Atomics.load(beats, 1) === 1) return;
  if (askedAt !== undefined) tell('interrupted');
  else if (BigInt(Date.now()) > Atomics.load(due, 0) || silent * tick > longest) tell('timeout');
  else if (silent === ticksToStall && !hears) tell('deaf');
  if (silent === ticksToTell && hint) {
    isHinted = false;
    ask('whose', (text) => tellHint(text ?? hint));
  }
  // It can say nothing: it waits in the system.
  if (silent === ticksToTell + ticksToName) tellHint(hint);
}, tick);
`;

/** What is watched for, beside a signal. */
export interface StallOptions {
  /**
   * Called in the midst of what computes: at a signal, when it is too late, or where no signal would be heard.
   * Is called again where it returns and what it was called for is still so.
   */
  readonly stalled: (why: Interruption | 'deaf') => void;
  /** Called when the event loop goes round again. */
  readonly resumed: () => void;
  /** Written to stderr after five seconds; of what computes the name is given where it is known. */
  readonly hint: ((whose: string | undefined) => string) | undefined;
  /** What computes, asked in its midst. */
  readonly whose: () => string | undefined;
  /** When it is too late. */
  readonly deadline: Deadline | undefined;
  /** How long it may stand still at most, in milliseconds. */
  readonly longest: number | undefined;
}

/**
 * Watches for a runner that computes without pause and so keeps the event loop from going round, for
 * more than half a second. Gives a function that ends the watch.
 *
 * Timers fire, and a listener for a signal is called, by the event loop. Another thread sees it stand
 * still and hears of signals too, and `stalled` is called by way of the inspector, which interrupts
 * whatever runs.
 */
export const watchForStalls = ({
  stalled,
  resumed,
  hint,
  whose,
  deadline = new Deadline(),
  longest = Infinity,
}: StallOptions): (() => void) => {
  const beats = new Int32Array(new SharedArrayBuffer(8));
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
    value: (why: Interruption | 'deaf' | 'whose') => {
      if (why === 'whose') return hint?.(whose());
      isStalled = true;
      if (why !== 'deaf') Atomics.store(beats, 1, 1);
      stalled(why);
      Atomics.store(beats, 1, 0);
      return undefined;
    },
  });
  const thread = new Worker(watcher, {
    eval: true,
    workerData: {
      ...{
        beats,
        due: deadline.shared,
        hint: hint?.(undefined),
        longest,
        tick,
        ticksToStall,
        ticksToTell,
        ticksToKill,
        ticksToName,
        killed,
        name,
      },
      signals: signals.map((one) => constants.signals[one]),
    },
    execArgv: ['--expose-internals'],
  });
  thread.unref();
  return () => {
    clearInterval(beating);
    Reflect.deleteProperty(globalThis, Symbol.for(name));
    void thread.terminate();
  };
};
