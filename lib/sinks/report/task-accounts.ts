import type { JsonGraph } from '../../drawing/json-graph.js';
import { taskEnds } from '../../engine/events/task-ends.js';
import { isInner, withoutElements, outermost } from '../../graph/component-at.js';
import type { RecordedEvent } from '../record/recorded-event.js';
import { knownComponents, type KnownComponent } from './known-components.js';
import { endAttempt, newTask, type TaskAccount } from './task-account.js';

/** Parts of other tasks that are kept: elements of lists, and tasks of pipelines within. */
export const mostParts = 3000;

type TaskEvent = Extract<RecordedEvent, { readonly task: string }>;

/** The tasks of a run; of very many parts of tasks the first, and those that failed. */
export class TaskAccounts {
  readonly ofGraph = new Map<string, TaskAccount>();
  readonly parts = new Map<string, TaskAccount>();
  /** By task of the graph, how many of its parts are left out. */
  readonly leftOut = new Map<string, number>();
  private known: ReadonlyMap<string, KnownComponent> = new Map();
  /** Of the parts that are kept, those that could make room for one that fails. */
  private readonly sound = new Set<string>();
  /** When the last attempts of those that are not kept began. */
  private readonly begun = new Map<string, { readonly number: number; readonly from: number }>();

  /** Whether parts have come, or gone, since. */
  private moved: 'none' | 'parts' | 'all' = 'none';

  /** What was said of tasks whose places, or those of what they name, are others now. */
  forgetMoved(): void {
    const all = [...(this.moved === 'all' ? [this.ofGraph] : []), this.parts];
    if (this.moved !== 'none')
      for (const tasks of all)
        for (const task of tasks.values()) {
          delete task.fixed;
          delete task.said;
        }
    this.moved = 'none';
  }

  forgetSaid(): void {
    for (const tasks of [this.ofGraph, this.parts])
      for (const task of tasks.values()) delete task.said;
  }

  begin(graph: JsonGraph): void {
    this.known = knownComponents(graph);
    for (const { name } of graph.components) this.add(this.ofGraph, name, name);
  }

  get(task: string): TaskAccount | undefined {
    return this.ofGraph.get(task) ?? this.parts.get(task);
  }

  /** The account of what an event is about; `undefined` where it is left out. */
  of(event: TaskEvent, time: number): TaskAccount | undefined {
    const { task } = event;
    const found = this.get(task) ?? (isInner(task) ? this.newPart(event, time) : undefined);
    if (found === undefined || !this.parts.has(task)) return found;
    if (taskEnds.has(event.type) && event.type !== 'task-failed') this.sound.add(task);
    else this.sound.delete(task);
    return found;
  }

  private newPart(event: TaskEvent, time: number): TaskAccount | undefined {
    const { task, type } = event;
    const path = withoutElements(task);
    if (!this.known.has(path)) return undefined;
    if (this.parts.size < mostParts) return this.add(this.parts, task, path);
    const begun = this.begun.get(task);
    if (type === 'attempt-started') this.begun.set(task, { number: event.attempt, from: time });
    if (!taskEnds.has(type)) return undefined;
    this.begun.delete(task);
    const [other] = this.sound;
    if (type !== 'task-failed' || other === undefined) {
      this.leaveOut(task);
      return undefined;
    }
    this.parts.delete(other);
    this.moved = 'all';
    this.sound.delete(other);
    this.leaveOut(other);
    const part = this.add(this.parts, task, path);
    if (part !== undefined && begun !== undefined) {
      part.attempts.push({ ...begun, to: time, end: 'running' });
      endAttempt(part, 'failed', time);
    }
    return part;
  }

  private add(to: Map<string, TaskAccount>, task: string, path: string): TaskAccount | undefined {
    const known = this.known.get(path);
    if (known === undefined) return undefined;
    const account = newTask(known, to === this.parts ? 'pending' : 'unneeded');
    to.set(task, account);
    if (to === this.parts && this.moved === 'none') this.moved = 'parts';
    return account;
  }

  private leaveOut(task: string): void {
    const root = outermost(task);
    delete this.ofGraph.get(root)?.said;
    this.leftOut.set(root, (this.leftOut.get(root) ?? 0) + 1);
  }
}

/** What a part is a part of: of `read[3]/ocr` the element `read[3]`, of that `read`. */
export const wholeOf = (task: string): string | undefined =>
  /^(.*)(?:\/[^/[]*|\[\d+\])$/.exec(task)?.[1];
