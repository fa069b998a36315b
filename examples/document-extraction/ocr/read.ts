import type { Page } from '../preparation/page.js';
import type { Reading } from './line.js';
import { type EngineKind, giveBack, idleEngine, newEngine } from './pool.js';

export interface ReadOptions {
  readonly signal: AbortSignal;
  /** How much is read, from 0 to 1. */
  readonly progress: (fraction: number) => void;
  readonly log: (message: string) => void;
}

const loaded = 0.1;

/** What is printed on a page. When the signal fires the engine is ended in the midst of its work. */
export const read = async (
  { image, place }: Page,
  kind: EngineKind,
  { signal, progress, log }: ReadOptions,
): Promise<Reading> => {
  signal.throwIfAborted();
  let engine = idleEngine(kind);
  if (engine === undefined) {
    log('loads the OCR model');
    engine = await newEngine(kind);
  }
  progress(loaded);
  const used = engine;
  const stop = (): void => {
    used.end();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    // Stopped while it was loaded: it is as good as new, and the next may have it.
    signal.throwIfAborted();
    const lines = await used.read(image, (fraction) => {
      progress(loaded + (1 - loaded) * fraction);
    });
    return { lines, place };
  } catch (error) {
    if (used.isOver || !signal.aborted) used.end();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    giveBack(kind, used);
  }
};
