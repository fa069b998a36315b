/* global WebAssembly */

// Runners that do in a thread what runners do, and what they should not.
import { Buffer } from 'node:buffer';
import { isMainThread, threadId } from 'node:worker_threads';

import { defer, Observable, of, throwError } from 'rxjs';

export const where = () => ({ out: { isMainThread, threadId } });

export const echo = (inputs) => ({ out: inputs });

export const endless = (_, { log }) => {
  log('begins');
  for (;;);
};

export const says = (_, { log, progress, component, attempt, params, outputs, random }) => {
  log('one');
  progress(0.5);
  log('two');
  return { out: { component, attempt, params, outputs, random: [random(), random()] } };
};

export const later = () => Promise.resolve({ out: 1 });

export const streams = () => of({ out: 1 }, { out: 2 });

export const forgets = () => ({ out: [Promise.reject(new Error('nobody waits'))] });

export const saysAnything = (_, { log }) => {
  for (const one of [3, {}, undefined, () => 1]) log(one);
  return { out: 1 };
};

export const throwsAnything = () => {
  throw Object.assign(new Error('no page'), { stack: 3, message: { code: 1 } });
};

export const yields = async function* () {
  yield await Promise.resolve({ out: 1 });
  yield { out: 2 };
};

export const nothing = () => undefined;

class NoSuchPage extends Error {
  name = 'NoSuchPage';
  code = 'E_PAGE';
  retryAfter = 5;
}

export const fails = (_, { attempt }) =>
  defer(() =>
    throwError(
      () => new NoSuchPage(`no page ${attempt}`, { cause: new Error('the disk is full') }),
    ),
  );

export const failsForGood = () => {
  const error = new Error('never');
  error.name = 'FinalError';
  throw error;
};

export const ends = () => process.exit(3);

const kept = new Uint8Array(1000).fill(7);

export const gives = () => ({ out: kept });

/** The bytes of what it gives, after it has given it. */
export const hasKept = () => ({ out: kept.byteLength });

export const partOfPool = () => ({ out: Buffer.from('pooled') });

export const ofWasm = () => ({
  out: new Uint8Array(new WebAssembly.Memory({ initial: 1 }).buffer),
});

export const writes = ({ bytes }) => {
  bytes.fill(9);
  return { out: bytes };
};

export const uncarried = () => ({ out: { page: [() => 1] } });

/** Computes until another does the same at the same time. */
export const meets = ({ shared }) => {
  Atomics.add(shared, 0, 1);
  while (Atomics.load(shared, 0) < 2);
  return { out: 1 };
};

/** Says what it hears: `shared` is set when the signal has fired. */
export const hears = ({ shared }, { signal, log }) =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      Atomics.store(shared, 0, 1);
      reject(signal.reason);
    });
    log('listening');
  });

/** A teardown that throws, which is why it is stopped or ends by itself. */
export const tearsDown = ({ shared }, { log }) =>
  new Observable((subscriber) => {
    subscriber.add(() => {
      Atomics.store(shared, 0, 1);
      throw new Error('the device is busy');
    });
    log('listening');
    if (shared.length === 1) return;
    subscriber.next({ out: 1 });
    setTimeout(() => subscriber.complete());
  });

/** Holds its thread until it is let go. */
export const holds = ({ shared }, { log }) => {
  log('holding');
  Atomics.wait(shared, 0, 0);
  return { out: 1 };
};

export const leaves = () => {
  void Promise.reject(new Error('nobody heard'));
  return { out: 1 };
};
