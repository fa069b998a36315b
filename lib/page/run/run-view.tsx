import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import type { ReportData } from '../../sinks/report/report-data.js';
import { GraphSection } from '../graph/graph-section.js';
import { hrefOf, type Place } from '../place/place.js';
import { goTo } from '../place/use-place.js';
import { TaskPanel } from '../task/task-panel.js';
import { TaskList, type TaskListHandle } from '../tasks/task-list.js';
import { wellFormed } from '../text/format.js';
import { isGoingOn, type RunStateShown } from '../text/states.js';
import { chainOf } from '../text/task-times.js';
import { EdgeValues } from './edge-values.js';
import { Failures } from './failures.js';
import { RunHeader } from './run-header.js';
import { type RunActions, RunProvider, type ShownRun } from './shown-run.js';
import { Waiting } from './waiting.js';

interface RunViewProps {
  readonly data: ReportData;
  readonly place: Place;
  /** By default what its events tell. */
  readonly state?: RunStateShown;
  readonly actions?: RunActions;
}

/** A run: all of it, and the task that is chosen beside it. */
export const RunView = ({
  data,
  place,
  state = data.outcome,
  actions,
}: RunViewProps): JSX.Element => {
  const { task: chosenName, ...whole } = place;
  const tasks = useMemo(() => [...data.tasks, ...data.parts], [data]);
  const chosen = useMemo(
    () =>
      chosenName === undefined
        ? undefined
        : tasks.findIndex(({ name }) => wellFormed(name) === chosenName),
    [tasks, chosenName],
  );
  const selected = chosen === -1 ? undefined : chosen;
  const wholeHref = hrefOf(whole);
  const shown = useMemo(
    (): ShownRun => ({
      ...{ data, tasks, state },
      hrefOf: (task) => hrefOf({ ...whole, task }),
      ...(actions === undefined ? {} : { actions }),
    }),
    [data, tasks, state, wholeHref, actions],
  );
  const list = useRef<TaskListHandle | null>(null);
  const opener = useRef<Element | null>(null);
  const isFirst = useRef(true);
  const panel = useRef<HTMLElement>(null);
  const close = (): void => {
    goTo(wholeHref);
  };

  useEffect(() => {
    document.body.classList.toggle('open', selected !== undefined);
    if (selected === undefined) {
      const row = opener.current?.getAttribute('data-task');
      if (row !== null && row !== undefined) list.current?.focus(row);
      else if (opener.current instanceof HTMLElement || opener.current instanceof SVGElement)
        opener.current.focus({ preventScroll: true });
      opener.current = null;
    } else if (!isFirst.current) panel.current?.querySelector('h3')?.focus({ preventScroll: true });
    isFirst.current = false;
  }, [selected === undefined ? undefined : chosenName]);
  useEffect(
    () => () => {
      document.body.classList.remove('open');
    },
    [],
  );
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && selected !== undefined) close();
      const isTyping =
        event.target instanceof Element && event.target.closest('input, select, textarea') !== null;
      if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        list.current?.search();
      }
    };
    // Before the panel takes the focus.
    const remember = (event: Event): void => {
      if (event.target instanceof Element && panel.current?.contains(event.target) !== true)
        opener.current = event.target.closest('a[href]') ?? opener.current;
    };
    addEventListener('keydown', hear);
    addEventListener('click', remember, true);
    return () => {
      removeEventListener('keydown', hear);
      removeEventListener('click', remember, true);
    };
  });

  return (
    <RunProvider value={shown}>
      <main>
        <RunHeader />
        <Failures />
        {isGoingOn(state) && <Waiting />}
        <EdgeValues />
        <GraphSection selected={selected === undefined ? undefined : chainOf(tasks, selected)[0]} />
        <TaskList handle={list} selected={selected} />
      </main>
      {selected !== undefined && <TaskPanel panel={panel} place={selected} close={close} />}
    </RunProvider>
  );
};
