import { availableParallelism } from 'node:os';

import type { Engine } from './engine.js';

export type EngineKind = 'paddle' | 'tesseract';

// How long an engine that nobody needs is kept: it holds some hundred megabytes.
const keptFor = 30_000;

interface Idle {
  readonly kind: EngineKind;
  readonly engine: Engine;
  readonly timer: NodeJS.Timeout;
}

const idle: Idle[] = [];

/** An engine that is idle, for nobody else; to be given back, or ended. */
export const idleEngine = (kind: EngineKind): Engine | undefined => {
  for (;;) {
    const at = idle.findLastIndex((one) => one.kind === kind);
    const [taken] = at < 0 ? [] : idle.splice(at, 1);
    if (taken === undefined) return undefined;
    clearTimeout(taken.timer);
    if (taken.engine.isOver) continue;
    taken.engine.hold(true);
    return taken.engine;
  }
};

/** A new engine, for nobody else. Each kind's package is loaded when it is first needed. */
export const newEngine = async (kind: EngineKind): Promise<Engine> => {
  switch (kind) {
    case 'paddle':
      return (await paddle()).PaddleEngine.start();
    case 'tesseract':
      return (await tesseract()).TesseractEngine.start();
  }
};

// Two that import at once would get a module that is not there yet, where `jiti` loads it.
const once = <T>(load: () => Promise<T>): (() => Promise<T>) => {
  let loading: Promise<T> | undefined;
  return () => (loading ??= load());
};
const paddle = once(() => import('./paddle/paddle-engine.js'));
const tesseract = once(() => import('./tesseract-engine.js'));

/** Keeps an engine for whoever is next, for a while. It does not keep the process alive. */
export const giveBack = (kind: EngineKind, engine: Engine): void => {
  if (engine.isOver) return;
  if (idle.length >= availableParallelism()) {
    engine.end();
    return;
  }
  engine.hold(false);
  const timer = setTimeout(() => {
    idle.splice(
      idle.findIndex((one) => one.engine === engine),
      1,
    );
    engine.end();
  }, keptFor);
  timer.unref();
  idle.push({ kind, engine, timer });
};
