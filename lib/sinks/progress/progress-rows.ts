import { withoutElements } from '../../graph/component-at.js';
import type { Paint } from '../../diagnostics/paint.js';
import { visible } from '../../diagnostics/visible.js';
import { cut, fitted } from '../../diagnostics/width.js';
import { bar } from './bar.js';
import type { ProgressState } from './progress-state.js';
import { timeText } from '../time-text.js';

/** A task at work, or one that waits for its next attempt. */
interface Row {
  readonly task: string;
  readonly runner: string;
  readonly attempt: number;
  /** How many attempts it may take; `undefined` where those of more than its runner are counted through. */
  readonly attempts: number | undefined;
}

interface AtWork extends Row {
  /** A second attempt beside that one. */
  readonly beside: number | undefined;
  /** When the attempt started. */
  readonly since: number;
  /** From 0 to 1; `undefined` where the runner has not said. */
  readonly fraction: number | undefined;
  readonly message: string | undefined;
}

interface Retrying extends Row {
  /** When the next attempt may start. */
  readonly at: number;
  /** Why the last one failed. */
  readonly why: string;
}

/** How wide each column of the table of tasks is; 0 for one that is not shown. */
interface Columns {
  readonly task: number;
  readonly runner: number;
  readonly time: number;
  readonly attempt: number;
  /** With its percentage. */
  readonly progress: number;
  readonly message: number;
  /** All after the runner's. */
  readonly rest: number;
}

/** What a frame is drawn for. */
export interface ProgressView {
  /** How many cells a line may take up. */
  readonly columns: number;
  /** In the same milliseconds as the times of events. */
  readonly now: number;
  readonly paint: Paint;
}

const gap = '  ';
const percent = ' 100 %'.length;
const narrowestRunner = 10;
const narrowestMessage = 12;

const attemptText = ({ attempt, attempts, beside }: AtWork): string => {
  if (beside !== undefined) return `attempts ${attempt} and ${beside}`;
  return attempt === 1 ? '' : numbered(attempt, attempts);
};

const numbered = (attempt: number, attempts: number | undefined): string =>
  attempts === undefined || attempts < attempt
    ? `attempt ${attempt}`
    : `attempt ${attempt} of ${attempts}`;

// What matters more takes its room first; what is left is for the message.
const columnsFor = (
  rows: readonly AtWork[],
  { widest }: ProgressState,
  columns: number,
  now: number,
): Columns => {
  let left = columns;
  const take = (wanted: number, least = wanted): number => {
    const room = left - gap.length;
    const taken = room < least ? 0 : Math.min(wanted, room);
    if (taken > 0) left -= taken + gap.length;
    return taken;
  };
  const time = take(Math.max(6, ...rows.map(({ since }) => timeText(now - since).length)));
  const task = take(Math.min(widest.task, Math.max(14, Math.floor(columns * 0.3))), 1);
  const bars = rows.some(({ fraction }) => fraction !== undefined);
  const progress = bars ? take(Math.max(4, Math.min(20, Math.floor(columns / 8))) + percent) : 0;
  const attempt = take(Math.max(0, ...rows.map((row) => attemptText(row).length)));
  const runner = take(
    Math.min(widest.runner, Math.max(14, Math.floor(columns * 0.22))),
    Math.min(widest.runner, narrowestRunner),
  );
  const message = rows.some((row) => row.message !== undefined)
    ? take(columns, narrowestMessage)
    : 0;
  const before = [task, runner].reduce((sum, one) => sum + (one > 0 ? one + gap.length : 0), 0);
  const rest = Math.max(0, columns - before - gap.length);
  return { task, runner, time, attempt, progress, message, rest };
};

// A text of any length, of which no more is looked at than could be shown.
const shown = (text: string, cells: number): string => visible(text.trim().slice(0, cells * 2));

const progressCell = (fraction: number | undefined, cells: number, paint: Paint): string => {
  if (fraction === undefined || cells <= percent) return ' '.repeat(cells);
  const figure = `${Math.floor(fraction * 100)} %`.padStart(percent);
  return bar(fraction, cells - percent, paint) + figure;
};

const line = (...cells: readonly (readonly [cells: number, text: string])[]): string =>
  cells
    .filter(([cells]) => cells > 0)
    .map(([, text]) => gap + text)
    .join('')
    .trimEnd();

const whoCells = (
  { task, runner }: Row,
  columns: Columns,
  paint: Paint,
): readonly [number, string][] => [
  [columns.task, fitted(task, columns.task)],
  [columns.runner, paint.faint(fitted(visible(runner), columns.runner))],
];

const workRow = (row: AtWork, columns: Columns, now: number, paint: Paint): string =>
  line(
    ...whoCells(row, columns, paint),
    [columns.time, fitted(timeText(now - row.since), columns.time, 'right')],
    [columns.attempt, paint.warning(fitted(attemptText(row), columns.attempt))],
    [columns.progress, progressCell(row.fraction, columns.progress, paint)],
    [columns.message, paint.faint(cut(shown(row.message ?? '', columns.message), columns.message))],
  );

const retryRow = (row: Retrying, columns: Columns, now: number, paint: Paint): string => {
  const next = `${numbered(row.attempt, row.attempts)} in ${timeText(row.at - now)}: `;
  const text = cut(next + shown(row.why, columns.rest), columns.rest);
  return line(...whoCells(row, columns, paint), [columns.rest, paint.warning(text)]);
};

const first = <T>(all: Iterable<T>, count: number): T[] => {
  const taken: T[] = [];
  for (const one of all) {
    if (taken.length >= count) break;
    taken.push(one);
  }
  return taken;
};

const rowOf = (
  { components }: ProgressState,
  { task, runner }: { readonly task: string; readonly runner?: string },
  attempt: number,
): Row => {
  const component = components.get(withoutElements(task));
  const { fallback, hedge, repeat, retry } = component ?? {};
  const isCountedThrough = (fallback ?? hedge ?? repeat) !== undefined;
  return {
    task,
    runner: runner ?? component?.runner.name ?? '',
    attempt,
    attempts: isCountedThrough ? undefined : (retry?.attempts ?? 0) + 1,
  };
};

// Of one that is mapped, how many elements are done.
const saidOf = (
  { said, elements }: ProgressState,
  task: string,
): Pick<AtWork, 'fraction' | 'message'> => {
  const { done, total } = elements.get(task) ?? { done: 0, total: 0 };
  if (total > 0)
    return {
      fraction: done / total,
      message: `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`,
    };
  const { fraction, message } = said.get(task) ?? {};
  return { fraction, message };
};

const mostOfRetrying = 0.25;

/**
 * A row for each task at work, the one that has been longest first, then for each that waits for its
 * next attempt; in at most `height` rows, the last of which tells how many have none.
 */
export const progressRows = (
  state: ProgressState,
  { columns, height, now, paint }: ProgressView & { readonly height: number },
): readonly string[] => {
  const all = state.atWork.size + state.retrying.size;
  if (all === 0 || height < 1) return [];
  const room = all <= height || height === 1 ? height : height - 1;
  const forRetrying = Math.min(
    state.retrying.size,
    Math.max(room - state.atWork.size, Math.floor(room * mostOfRetrying)),
  );
  const atWork = first(state.atWork.values(), room - forRetrying).map((event): AtWork => ({
    ...rowOf(state, event, event.attempt),
    beside: state.beside.get(event.task)?.attempt,
    since: event.time,
    ...saidOf(state, event.task),
  }));
  const retrying = first(state.retrying.values(), forRetrying).map((event): Retrying => ({
    ...rowOf(state, event, event.attempt + 1),
    at: event.time + (event.retryIn ?? 0),
    why: event.failure.message,
  }));
  const widths = columnsFor(atWork, state, columns, now);
  const rows = [
    ...atWork.map((row) => workRow(row, widths, now, paint)),
    ...retrying.map((row) => retryRow(row, widths, now, paint)),
  ];
  const more = all - rows.length;
  return more > 0 && height > 1
    ? [...rows, gap + paint.faint(cut(`… and ${more.toLocaleString('en')} more`, columns - 2))]
    : rows;
};
