import { withoutElements } from '../graph/component-at.js';
import type { Component } from '../graph/graph.js';
import { type Plan, planWithin } from './plan.js';
import type { TaskState } from './task-state.js';

/** A pipeline that is run within a task. */
interface Within {
  readonly plan: Plan;
  readonly states: readonly TaskState[];
}

/**
 * The states of what is within tasks, by the ways to it: of elements, `read[3]`, and of the tasks of other
 * pipelines, `read[3]/ocr`. Of these, which may be very many, none are kept where all have finished.
 */
export class InnerStates {
  private readonly root: Plan;
  /** By the names of the tasks whose elements they are, and their places. */
  private readonly elements = new Map<string, TaskState[]>();
  /** By what the names of their tasks begin with, `read[3]/`. */
  private readonly atWork = new Map<string, Within>();
  private readonly ended = new Map<string, ReadonlyMap<string, TaskState>>();

  constructor(root: Plan) {
    this.root = root;
  }

  element(task: string, at: number, state: TaskState): void {
    const known = this.elements.get(task);
    if (known === undefined) this.elements.set(task, listOf(at, state));
    else known[at] = state;
  }

  /** An element whose outputs were looked up: nothing has been run within it. */
  keptElement(task: string, at: number): void {
    this.element(task, at, 'finished');
    this.ended.set(`${task}[${at}]/`, nothing);
  }

  begin(prefix: string, within: Within): void {
    this.atWork.set(prefix, within);
    this.ended.delete(prefix);
  }

  /** Nothing happens in it any more. */
  end(prefix: string, within: Within): void {
    // Where two attempts are at work it may be the other one.
    if (this.atWork.get(prefix) !== within) return;
    this.atWork.delete(prefix);
    const { plan, states } = within;
    if (states.every((state, task) => state === 'finished' || plan.wanted[task] !== 1)) return;
    const known = states.map(
      (state, task) => [plan.graph.components[task]?.name ?? '', state] as const,
    );
    this.ended.set(prefix, new Map(known.filter(([, state]) => state !== 'pending')));
  }

  /** `stateOf` gives the state of what it is within. */
  of(way: string, stateOf: (way: string) => TaskState | undefined): TaskState | undefined {
    const slash = way.lastIndexOf('/');
    // The elements of a task within a pipeline stand behind the last one too.
    if (slash < 0 || way.endsWith(']')) return this.elementOf(way);
    const [prefix, name] = [way.slice(0, slash + 1), way.slice(slash + 1)];
    const within = this.atWork.get(prefix);
    if (within !== undefined) return stateIn(within, name);
    const ended = this.ended.get(prefix);
    if (ended !== undefined) return ended.get(name);
    if (stateOf(way.slice(0, slash)) !== 'finished') return undefined;
    const plan = this.planOf(withoutElements(way.slice(0, slash)));
    return plan !== undefined && isWanted(plan, name) ? 'finished' : undefined;
  }

  private elementOf(way: string): TaskState | undefined {
    const bracket = way.lastIndexOf('[');
    return this.elements.get(way.slice(0, bracket))?.[Number(way.slice(bracket + 1, -1))];
  }

  /** Of what is within a task, by the way to it without the places of elements. */
  private planOf(way: string): Plan | undefined {
    let plan: Plan | undefined = this.root;
    for (const name of way.split('/')) {
      const component: Component | undefined = plan.graph.components[plan.taskOf(name) ?? -1];
      plan = component && planWithin(component.map?.element ?? component);
      if (plan === undefined) return undefined;
    }
    return plan;
  }
}

const listOf = (at: number, state: TaskState): TaskState[] => {
  const list: TaskState[] = [];
  list[at] = state;
  return list;
};

const nothing: ReadonlyMap<string, TaskState> = new Map();

const isWanted = (plan: Plan, name: string): boolean => plan.wanted[plan.taskOf(name) ?? -1] === 1;

const stateIn = ({ plan, states }: Within, name: string): TaskState | undefined => {
  const state = states[plan.taskOf(name) ?? -1];
  return state === 'pending' ? undefined : state;
};
