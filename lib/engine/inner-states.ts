import { withoutElements } from '../graph/component-at.js';
import type { Plan } from './plan.js';
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
  private readonly elements = new Map<string, TaskState>();
  /** By what the names of their tasks begin with, `read[3]/`. */
  private readonly atWork = new Map<string, Within>();
  private readonly ended = new Map<string, ReadonlyMap<string, TaskState>>();
  private readonly plans = new Map<string, Plan>();

  element(way: string, state: TaskState): void {
    this.elements.set(way, state);
  }

  /** An element whose outputs were looked up: nothing has been run within it. */
  keptElement(way: string): void {
    this.element(way, 'finished');
    this.ended.set(`${way}/`, nothing);
  }

  begin(prefix: string, within: Within): void {
    this.atWork.set(prefix, within);
    this.ended.delete(prefix);
    this.plans.set(withoutElements(prefix), within.plan);
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
    if (slash < 0 || way.endsWith(']')) return this.elements.get(way);
    const [prefix, name] = [way.slice(0, slash + 1), way.slice(slash + 1)];
    const within = this.atWork.get(prefix);
    if (within !== undefined) return stateIn(within, name);
    const ended = this.ended.get(prefix);
    if (ended !== undefined) return ended.get(name);
    const plan = this.plans.get(withoutElements(prefix));
    const hasRun = plan !== undefined && stateOf(way.slice(0, slash)) === 'finished';
    return hasRun && isWanted(plan, name) ? 'finished' : undefined;
  }
}

const nothing: ReadonlyMap<string, TaskState> = new Map();

const isWanted = (plan: Plan, name: string): boolean => plan.wanted[plan.taskOf(name) ?? -1] === 1;

const stateIn = ({ plan, states }: Within, name: string): TaskState | undefined => {
  const state = states[plan.taskOf(name) ?? -1];
  return state === 'pending' ? undefined : state;
};
