import { headline } from './progress-headline.js';
import { progressRows, type ProgressView } from './progress-rows.js';
import type { ProgressState } from './progress-state.js';

/**
 * What a terminal shows of a run at work: its tasks, and under them the headline, which so stands
 * still whatever their number; at most `height` lines of at most `columns` cells.
 */
export const progressLines = (
  state: ProgressState,
  view: ProgressView & { readonly height: number },
): readonly string[] => [
  ...progressRows(state, { ...view, height: view.height - 1 }),
  headline(state, view),
];
