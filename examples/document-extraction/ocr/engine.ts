import type { Line } from './line.js';

/** An OCR model in a thread of its own, which reads one page at a time. */
export interface Engine {
  /** Whether its thread has ended. */
  readonly isOver: boolean;
  /**
   * The lines of an image, a PNG file, in its pixels; `progress` is from 0 to 1. Rejects when the
   * thread ends.
   */
  readonly read: (image: Uint8Array, progress: (fraction: number) => void) => Promise<Line[]>;
  /** Whether the thread keeps the process alive. */
  readonly hold: (isHeld: boolean) => void;
  /** Ends the thread, at once and whatever it does. */
  readonly end: () => void;
}
