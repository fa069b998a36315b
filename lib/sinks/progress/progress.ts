import type { Paint } from '../../diagnostics/paint.js';
import type { Sink } from '../../engine/events/event.js';
import { closingLine } from './progress-headline.js';
import { progressLines } from './terminal-lines.js';
import { ProgressState } from './progress-state.js';

/** What may be drawn, asked for at each drawing. */
export interface Frame {
  readonly columns: number;
  readonly height: number;
  readonly now: number;
}

/** The part of a terminal that lines are drawn into, again and again, as often as it sees fit. */
export interface Screen {
  readonly open: (frame: (view: Frame) => readonly string[]) => void;
  /** There is something new to draw; called at every event. */
  readonly refresh: (now: number) => void;
  /** Leaves nothing of what was drawn but this line. */
  readonly close: (last: string) => void;
}

export interface ProgressOptions {
  readonly paint: Paint;
  /** The outputs that are run for, where these are not all. */
  readonly only?: readonly string[] | undefined;
}

/** Shows on a screen what a run is at, and when it has ended how it went. */
export const progress = (screen: Screen, { paint, only }: ProgressOptions): Sink => {
  const state = new ProgressState(only);
  return (event) => {
    state.see(event);
    switch (event.type) {
      case 'run-started':
        screen.open((view) => progressLines(state, { ...view, paint }));
        return;
      case 'run-finished':
        screen.close(closingLine(state, paint));
        return;
      default:
        screen.refresh(event.time);
    }
  };
};
