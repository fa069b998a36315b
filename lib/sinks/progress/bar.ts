import type { Paint } from '../../diagnostics/paint.js';

/** A bar of so many cells, filled from the left by a fraction from 0 to 1; full only when all is done. */
export const bar = (fraction: number, cells: number, paint: Paint): string => {
  const full = Math.floor(fraction * cells);
  return paint.good('━'.repeat(full)) + paint.faint('─'.repeat(cells - full));
};
