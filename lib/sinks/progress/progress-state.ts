import { visible } from '../../diagnostics/visible.js';
import { width } from '../../diagnostics/width.js';
import type { Outcome, RunEvent } from '../../engine/events/event.js';
import { planOf } from '../../engine/plan.js';
import { allComponents, isInner, withoutElements } from '../../graph/component-at.js';
import type { Component, Graph } from '../../graph/graph.js';
import { shownValue } from '../values/shown-value.js';

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { readonly type: Type }>;

type AttemptStarted = EventOf<'attempt-started'>;

/** What the runner of a task said in its attempt. */
export interface Said {
  /** From 0 to 1; `undefined` where it has not said. */
  fraction: number | undefined;
  /** The last one that it logged. */
  message: string | undefined;
}

/** How far a run is, kept up by its events, each in constant time. */
export class ProgressState {
  /** By task the start of its attempt, the one that has been at work longest first. */
  readonly atWork = new Map<string, AttemptStarted>();
  /** By task at work the start of a second attempt beside that one. */
  readonly beside = new Map<string, AttemptStarted>();
  /** By task the failure after which it waits for its next attempt, and what it had fallen back to. */
  readonly retrying = new Map<string, EventOf<'attempt-failed'> & Pick<AttemptStarted, 'runner'>>();
  /** Of tasks at work, those whose runner has said something. */
  readonly said = new Map<string, Said>();
  /** By task at work that is mapped, how many of its elements have ended. */
  readonly elements = new Map<string, { done: number; readonly total: number }>();
  components: ReadonlyMap<string, Component> = new Map();
  /** By the way to a component that is mapped, a port that takes elements. */
  private lists: ReadonlyMap<string, string> = new Map();
  total = 0;
  done = 0;
  failed = 0;
  skipped = 0;
  omitted = 0;
  cancelled = 0;
  startedAt = 0;
  /** When the run ended, and how; `undefined` while it has not. */
  end: { readonly time: number; readonly outcome: Outcome } | undefined;
  /** How many cells the widest name of a task takes up, and of a runner. */
  widest = { task: 0, runner: 0 };
  /** How many of those at work, waiting or to be retried are parts of other tasks. */
  private inner = 0;
  private readonly inQueue = new Set<string>();
  /** Whether any task claims resources. */
  hasResources = false;
  private readonly only: readonly string[] | undefined;

  /** `only`: the outputs that are run for, where these are not all. */
  constructor(only?: readonly string[]) {
    this.only = only;
  }

  /** How many tasks wait for a slot or for resources. */
  get waiting(): number {
    return this.inQueue.size;
  }

  /** How many tasks are finished, failed, skipped, omitted or cancelled. */
  get settled(): number {
    return this.done + this.failed + this.skipped + this.omitted + this.cancelled;
  }

  /** How many tasks have inputs that are not there yet. */
  get toCome(): number {
    return (
      this.total - this.settled - this.atWork.size - this.retrying.size - this.waiting + this.inner
    );
  }

  see(event: RunEvent): void {
    switch (event.type) {
      case 'run-started':
        this.begin(event.graph, event.time);
        this.hasResources = event.graph.components.some(({ resources }) => resources.length > 0);
        return;
      case 'task-superseded':
        this.elements.delete(event.task);
        this.leave(event.task);
        return;
      case 'task-waiting':
        this.leave(event.task);
        this.inQueue.add(event.task);
        this.enter(event.task);
        return;
      case 'attempt-started':
        if (this.atWork.has(event.task)) {
          this.beside.set(event.task, event);
          return;
        }
        this.leave(event.task);
        this.atWork.set(event.task, event);
        this.enter(event.task);
        this.beginElements(event);
        // The names of components are known from the beginning, those of elements are not.
        if (isInner(event.task)) this.widest.task = Math.max(this.widest.task, width(event.task));
        return;
      case 'attempt-log':
        this.saidBy(event.task).message = event.message;
        return;
      case 'attempt-part': {
        const said = this.saidBy(event.task);
        said.message = withPart(said.message, event.value);
        return;
      }
      case 'attempt-progress':
        this.saidBy(event.task).fraction = event.fraction;
        return;
      case 'attempt-lost':
        if (this.otherGoesOn(event)) return;
        this.leave(event.task);
        this.inQueue.add(event.task);
        this.enter(event.task);
        return;
      case 'attempt-failed': {
        if (this.otherGoesOn(event)) return;
        const { runner } = this.atWork.get(event.task) ?? {};
        this.leave(event.task);
        this.retrying.set(event.task, runner === undefined ? event : { ...event, runner });
        this.enter(event.task);
        return;
      }
      case 'task-kept':
        // In a live run what was done is counted already.
        if (event.outputs === undefined) return;
        this.endElement(event.task);
        if (!isInner(event.task)) this.done += 1;
        return;
      case 'task-finished':
        this.leave(event.task);
        this.elements.delete(event.task);
        this.endElement(event.task);
        if (!isInner(event.task)) this.done += 1;
        return;
      case 'task-failed':
        this.leave(event.task);
        this.endElement(event.task);
        if (!isInner(event.task)) this.failed += 1;
        return;
      case 'task-skipped':
        this.leave(event.task);
        if (!isInner(event.task)) this.skipped += 1;
        return;
      case 'task-omitted':
        this.leave(event.task);
        this.endElement(event.task);
        if (!isInner(event.task)) this.omitted += 1;
        return;
      case 'task-cancelled':
        this.leave(event.task);
        if (!isInner(event.task)) this.cancelled += 1;
        return;
      case 'task-restarted':
        this.failed -= 1;
        this.skipped -= event.below.length;
        return;
      case 'run-finished':
        this.end = { time: event.time, outcome: event.outcome };
        return;
      case 'task-repeated':
        this.leave(event.task);
        return;
      case 'inputs-changed':
      case 'teardown-failed':
      case 'task-noted':
      case 'run-settled':
      case 'stray-failure':
      case 'sink-failed':
    }
  }

  // Those that were done before a restart are not run again.
  private beginElements({ task, inputs }: AttemptStarted): void {
    const port = this.lists.get(withoutElements(task));
    const list = port === undefined || task.endsWith(']') ? undefined : inputs[port];
    if (!Array.isArray(list)) return;
    const { done = 0 } = this.elements.get(task) ?? {};
    this.elements.set(task, { done: Math.min(done, list.length), total: list.length });
  }

  private endElement(task: string): void {
    const whole = task.endsWith(']') ? task.slice(0, task.lastIndexOf('[')) : undefined;
    const elements = whole === undefined ? undefined : this.elements.get(whole);
    if (elements !== undefined) elements.done += 1;
  }

  private begin(graph: Graph, time: number): void {
    const wanted = wantedOf(graph, this.only);
    this.lists = new Map(
      Array.from(allComponents(graph)).flatMap(([path, { map }]) =>
        map?.over[0] === undefined ? [] : [[path, map.over[0]] as const],
      ),
    );
    this.components = new Map(
      Array.from(allComponents({ ...graph, components: wanted }), ([path, component]) => [
        path,
        component.map?.element ?? component,
      ]),
    );
    this.widest = {
      task: widestOf(this.components.keys()),
      runner: widestOf([...new Set(wanted.map(({ runner }) => runner.name))].map(visible)),
    };
    this.total = wanted.length;
    this.startedAt = time;
  }

  private saidBy(task: string): Said {
    let said = this.said.get(task);
    if (said === undefined)
      this.said.set(task, (said = { fraction: undefined, message: undefined }));
    return said;
  }

  // Of two attempts beside each other one is over.
  private otherGoesOn({ task, attempt }: EventOf<'attempt-failed' | 'attempt-lost'>): boolean {
    const beside = this.beside.get(task);
    if (beside === undefined) return false;
    this.beside.delete(task);
    if (this.atWork.get(task)?.attempt === attempt) this.atWork.set(task, beside);
    return true;
  }

  private leave(task: string): void {
    if (this.said.size > 0) this.said.delete(task);
    if (this.beside.size > 0) this.beside.delete(task);
    const wasOpen =
      (this.atWork.size > 0 && this.atWork.delete(task)) ||
      (this.inQueue.size > 0 && this.inQueue.delete(task)) ||
      (this.retrying.size > 0 && this.retrying.delete(task));
    if (wasOpen && isInner(task)) this.inner -= 1;
  }

  private enter(task: string): void {
    if (isInner(task)) this.inner += 1;
  }
}

const mostOfParts = 400;

/** Pieces of a text are shown as the text that they make up, its end; of anything else the last piece. */
const withPart = (before: string | undefined, value: unknown): string =>
  typeof value === 'string' ? `${before ?? ''}${value}`.slice(-mostOfParts) : shownValue(value);

const wantedOf = (graph: Graph, only: readonly string[] | undefined): readonly Component[] => {
  if (only === undefined) return graph.components.filter(({ pruned }) => !pruned);
  const { wanted } = planOf(graph, only);
  return graph.components.filter((_, task) => wanted[task] === 1);
};

const widestOf = (names: Iterable<string>): number => {
  let widest = 0;
  for (const name of names) widest = Math.max(widest, width(name));
  return widest;
};
