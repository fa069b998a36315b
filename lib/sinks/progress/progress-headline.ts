import type { Paint } from '../../diagnostics/paint.js';
import { cut } from '../../diagnostics/width.js';
import type { Outcome } from '../../engine/events/event.js';
import { bar } from './bar.js';
import type { ProgressState } from './progress-state.js';
import type { ProgressView } from './progress-rows.js';
import { timeText } from '../time-text.js';

type Part = readonly [text: string, paint?: (text: string) => string];

const number = (count: number): string => count.toLocaleString('en');

const some = (count: number, what: string, paint?: (text: string) => string): readonly Part[] =>
  count === 0
    ? []
    : [paint === undefined ? [`${number(count)} ${what}`] : [`${number(count)} ${what}`, paint]];

const troubles = (
  { failed, skipped, omitted, cancelled }: ProgressState,
  paint: Paint,
): readonly Part[] => [
  ...some(failed, 'failed', paint.error),
  ...some(skipped, 'skipped', paint.warning),
  ...some(omitted, 'omitted'),
  ...some(cancelled, 'cancelled', paint.warning),
];

// By weight: what does not fit is left out from the end.
const parts = (state: ProgressState, waiting: string, paint: Paint): readonly [Part, ...Part[]] => [
  [`${number(state.done)} of ${number(state.total)} done`],
  ...troubles(state, paint),
  ...some(state.atWork.size, 'running'),
  ...some(state.retrying.size, 'to retry'),
  ...some(state.waiting, waiting),
  ...some(state.toCome, 'to come'),
];

const painted = (all: readonly Part[]): string =>
  all.map(([text, paint]) => (paint === undefined ? text : paint(text))).join(', ');

// It keeps its width whatever is said, so that it stands still.
const barCells = (columns: number): number =>
  columns < 60 ? 0 : Math.min(30, Math.floor(columns / 8));

/** One line on a whole run: how long, and how many tasks are done, failed, at work and so on. */
export const headline = (state: ProgressState, { columns, now, paint }: ProgressView): string => {
  const time = timeText(now - state.startedAt);
  const cells = barCells(columns);
  const fraction = state.total === 0 ? 1 : state.settled / state.total;
  const drawn = cells === 0 ? '' : `${bar(fraction, cells, paint)}  `;
  const room = columns - (cells === 0 ? 0 : cells + 2) - time.length - 2;
  if (room < 1) return paint.strong(cut(time, columns));
  const waiting = `waiting for a slot${state.hasResources ? ' or a resource' : ''}`;
  const long = parts(state, waiting, paint);
  const [first, ...others] = length(long) <= room ? long : parts(state, 'waiting', paint);
  const said: Part[] = [[cut(first[0], room)]];
  for (const part of others) {
    if (length([...said, part]) > room) break;
    said.push(part);
  }
  return `${drawn}${paint.strong(time)}  ${painted(said)}`;
};

const length = (all: readonly Part[]): number =>
  all.reduce((sum, [text]) => sum + text.length + 2, -2);

const words = {
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  timeout: 'timed out',
} as const satisfies Record<Outcome, string>;

const omittedText = ({ omitted }: ProgressState): string =>
  omitted === 0 ? '' : `, ${number(omitted)} omitted,`;

/**
 * What is left on the screen of a run that has ended: `done: 5 of 5 tasks in 1.2 s`, or
 * `failed: 3 of 5 tasks done, 1 failed, 1 skipped, in 1.2 s`.
 */
export const closingLine = (state: ProgressState, paint: Paint): string => {
  const { time = state.startedAt, outcome = 'cancelled' } = state.end ?? {};
  const took = `in ${timeText(time - state.startedAt)}`;
  const tasks = `${number(state.done)} of ${number(state.total)} task${state.total === 1 ? '' : 's'}`;
  return outcome === 'done'
    ? `${paint.good(words.done)}: ${tasks}${omittedText(state)} ${took}`
    : `${paint.error(words[outcome])}: ${painted([[`${tasks} done`], ...troubles(state, paint), [took]])}`;
};
