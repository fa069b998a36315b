import type { JSX, RefObject } from 'preact';
import { useEffect, useImperativeHandle, useMemo, useRef, useState } from 'preact/hooks';

import type { TaskData } from '../../sinks/report/report-data.js';
import { SearchBox } from '../parts/search-box.js';
import { useRun } from '../run/shown-run.js';
import { counted, grouped } from '../text/format.js';
import { chainOf, workingOf } from '../text/task-times.js';
import { Axis } from './axis.js';
import { chosenOf, orders } from './choice.js';
import { Filters } from './filters.js';
import { Legend } from './legend.js';
import { loadOf } from './load.js';
import { spanOf } from './span.js';
import { TaskRow } from './task-row.js';
import { rowHeight, spareRows, useWindow } from './use-window.js';

/** More parts of tasks than these are shown when they are asked for. */
const mostOpenParts = 200;
/** With fewer rows there is nothing to zoom to. */
const fewRows = 30;

/** By how many rows a key goes on. */
const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 20,
  PageUp: -20,
  End: Infinity,
  Home: -Infinity,
};

export interface TaskListHandle {
  readonly search: () => void;
  readonly focus: (task: string) => void;
}

/**
 * The tasks, each with its times: a list that holds only the rows in sight, for there may be ten
 * thousand.
 */
export const TaskList = ({
  handle,
  selected,
}: {
  readonly handle: RefObject<TaskListHandle | null>;
  readonly selected: number | undefined;
}): JSX.Element => {
  const { data, tasks, hrefOf } = useRun();
  const parts = data.parts.length;
  const [text, setText] = useState('');
  const [order, setOrder] = useState('by start');
  const [wanted, setWanted] = useState<ReadonlySet<string>>(new Set());
  const [arePartsAsked, askParts] = useState<boolean>();
  const [isClose, setClose] = useState(false);
  const hasParts = arePartsAsked ?? parts <= mostOpenParts;

  const chain = useMemo(() => new Set(data.chain), [data]);
  const load = useMemo(() => loadOf(workingOf(tasks)), [tasks]);
  const shown = useMemo(
    () => chosenOf(tasks, chain, { text, order, wanted, hasParts }),
    [tasks, chain, text, order, wanted, hasParts],
  );

  const input = useRef<HTMLInputElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const rows = useWindow(list, head, isClose);
  const last = Math.min(rows.last, shown.length);
  // A list that has become shorter than it was scrolled to.
  const first = Math.min(rows.first, Math.max(last - 1, 0));
  const whole = useMemo(() => ({ from: 0, to: Math.max(data.duration, 1) }), [data.duration]);
  const span =
    isClose && !rows.isPrinting
      ? spanOf(
          shown.slice(rows.firstInSight, rows.lastInSight).map((place) => tasks[place] as TaskData),
          whole,
        )
      : whole;

  // The list is one stop of Tab: behind thousands of rows nobody would come to the panel of a task.
  const [visited, setVisited] = useState<string>();
  const inRows = shown.slice(first, last);
  const stop = [
    inRows.findIndex((place) => tasks[place]?.name === visited),
    inRows.findIndex((place) => place === selected),
    Math.min(first === 0 ? 0 : spareRows, inRows.length - 1),
  ].find((at) => at >= 0);

  /** The task that is to have the focus once its row is there. */
  const awaited = useRef<string | undefined>(undefined);
  const giveFocus = (): void => {
    if (awaited.current === undefined) return;
    const row = list.current?.querySelector<HTMLElement>(
      `[data-task="${CSS.escape(awaited.current)}"]`,
    );
    if (row === null || row === undefined) return;
    awaited.current = undefined;
    row.focus({ preventScroll: true });
  };
  useEffect(giveFocus);

  /** Scrolls no further than it must. */
  const reveal = (at: number): void => {
    if (at < 0 || list.current === null) return;
    const y = list.current.getBoundingClientRect().top + at * rowHeight;
    const covered = head.current?.getBoundingClientRect().bottom ?? 0;
    if (y < covered) scrollBy(0, y - covered);
    else if (y + rowHeight > innerHeight) scrollBy(0, y + rowHeight - innerHeight + 8);
  };
  const focus = (task: string): void => {
    awaited.current = task;
    reveal(shown.findIndex((place) => tasks[place]?.name === task));
    giveFocus();
  };
  useImperativeHandle(handle, () => ({
    search: () => {
      input.current?.focus();
    },
    focus,
  }));
  // The page is narrower now, and what stands above the list is taller.
  useEffect(() => {
    if (selected !== undefined && document.activeElement?.closest('.list') !== null)
      reveal(shown.indexOf(selected));
  }, [selected]);

  const move = (event: KeyboardEvent): void => {
    const step = steps[event.key];
    const from = event.target instanceof Element ? event.target.closest('[data-task]') : null;
    if (step === undefined || from === null) return;
    event.preventDefault();
    const name = from.getAttribute('data-task');
    const at = shown.findIndex((place) => tasks[place]?.name === name);
    const next = tasks[shown[Math.min(Math.max(at + step, 0), shown.length - 1)] ?? -1];
    if (next !== undefined) focus(next.name);
  };

  return (
    <section id="tasks" aria-labelledby="tasks-title">
      <div class="tools" ref={head}>
        <div class="heading">
          <h2 id="tasks-title">Tasks</h2>
          <SearchBox
            input={input}
            placeholder="Find tasks, runners, errors  ( / )"
            label="Find tasks by name, runner or error"
            text={text}
            onText={setText}
          />
          <select
            aria-label="Order"
            value={order}
            onChange={(event) => {
              setOrder(event.currentTarget.value);
            }}
          >
            {Object.keys(orders).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
          <span class="faint" role="status">
            {shown.length !== tasks.length &&
              `${grouped(shown.length)} of ${counted(tasks.length, 'task')}`}
          </span>
        </div>
        <div class="chips" role="group" aria-label="Filters">
          <Filters wanted={wanted} change={setWanted} />
          {parts > 0 && (
            <button
              type="button"
              class="chip"
              aria-pressed={hasParts}
              title="Show elements of lists and tasks of pipelines within below the tasks that they are of"
              onClick={() => {
                askParts(!hasParts);
              }}
            >
              {counted(parts, 'part')}
            </button>
          )}
          {tasks.length > fewRows && (
            <button
              type="button"
              class="chip"
              aria-pressed={isClose}
              title="Show the time of the rows in sight only; it follows when you scroll"
              onClick={() => {
                setClose(!isClose);
              }}
            >
              Zoom to rows in sight
            </button>
          )}
        </div>
        <div class="axisrow">
          <Legend />
          <Axis
            load={load}
            span={span}
            mostTicks={Math.min(Math.max(Math.floor(rows.width / 150), 3), 8)}
          />
        </div>
      </div>
      <div
        class="list"
        ref={list}
        onKeyDown={move}
        onFocusIn={({ target }) => {
          if (target instanceof Element)
            setVisited(target.closest('[data-task]')?.getAttribute('data-task') ?? undefined);
        }}
      >
        <div style={{ height: `${first * rowHeight}px` }} />
        <div class="rows" role="list" aria-label="Tasks">
          {inRows.map((place, index) => {
            const task = tasks[place] as TaskData;
            return (
              <TaskRow
                key={task.name}
                task={task}
                href={hrefOf(task.name)}
                span={span}
                depth={task.within === undefined ? 0 : chainOf(tasks, place).length - 1}
                isSelected={place === selected}
                isOfChain={chain.has(place)}
                isStop={index === stop}
                at={first + index}
                of={shown.length}
              />
            );
          })}
        </div>
        <div style={{ height: `${rows.isPrinting ? 0 : (shown.length - last) * rowHeight}px` }} />
      </div>
    </section>
  );
};
