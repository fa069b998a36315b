/** What every measurement of an engine has: of all that was measured together, in microseconds. */
export interface Timed {
  readonly wall: number;
  readonly cpu: number;
  /** Of `wall`, what the garbage collector held the program up for. */
  readonly gc: number;
}

/** What one engine came to on one graph. */
export interface Summary<M> {
  readonly engine: string;
  readonly shape: string;
  readonly size: number;
  /** Why there are no figures. */
  readonly failure?: string;
  readonly runs: readonly M[];
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

/** Half of the way from the least to the greatest, of the median, in percent. */
export const spread = (all: readonly number[]): string =>
  `${((50 * (Math.max(...all) - Math.min(...all))) / median(all)).toFixed(0)}%`;

/** How many times the yardstick's; nothing where that has no figures. */
export const ratio = (all: readonly number[], yardstick: readonly number[]): string =>
  yardstick.length === 0 ? '' : (median(all) / median(yardstick)).toFixed(2);

export const gcPercent = (runs: readonly Timed[]): string =>
  median(runs.map(({ gc, wall }) => (100 * gc) / wall)).toFixed(0);
