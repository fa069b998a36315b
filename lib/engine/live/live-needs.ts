import { type ControlPlan, publisherOf } from '../control/control-plan.js';
import type { Plan } from '../plan.js';

/**
 * What is needed in a live run: for each task how many take what it gives, of the tasks and choices that are
 * pending themselves, and of the outputs. One that nothing needs any more is dropped, and comes back when
 * something that takes it becomes pending.
 */
export class LiveNeeds {
  private readonly plan: Plan;
  private readonly control: ControlPlan;
  private readonly takers: Int32Array;
  private readonly needs: Int32Array;
  private readonly pending: Set<number>;
  /** The choices that are pending and that something takes. */
  private readonly open: Set<number>;
  private readonly dropped = new Set<number>();
  private released: number[] = [];
  private opened: number[];

  /** At first all is pending. */
  constructor(plan: Plan, control: ControlPlan) {
    this.plan = plan;
    this.control = control;
    this.takers = control.takers.slice();
    this.needs = control.needs.slice();
    this.pending = new Set(control.choices.keys());
    this.open = new Set(this.pending);
    this.opened = [...this.pending];
  }

  /** A task has become pending; gives those that were dropped and are needed for it. */
  taskMarked(task: number): readonly number[] {
    this.dropped.delete(task);
    // What takes it may become pending by the same change, behind it.
    if (this.isUnneeded(task)) this.released.push(task);
    return this.takeAll(this.plan.takes.of(task));
  }

  taskSettled(task: number): void {
    for (const thing of this.plan.takes.of(task)) this.release(thing);
  }

  /** A choice has become pending; gives those that were dropped and are needed for it. */
  choiceMarked(choice: number): readonly number[] {
    this.pending.add(choice);
    return this.openIfTaken(choice);
  }

  choiceSettled(choice: number): void {
    this.pending.delete(choice);
    this.close(choice);
  }

  /** Whether it is to be decided. */
  isOpen(choice: number): boolean {
    return this.open.has(choice);
  }

  isUnneeded(task: number): boolean {
    return this.needs[task] === 0;
  }

  drop(task: number): void {
    this.dropped.add(task);
  }

  /** Whether a consumable is absent for no other reason than that nothing needed it. */
  isDropped(consumable: number): boolean {
    const task = publisherOf(this.plan.graph, consumable);
    return task !== undefined && this.dropped.has(task);
  }

  /** The tasks that nothing needed at some time since this was asked last. */
  takeReleased(): readonly number[] {
    const { released } = this;
    this.released = [];
    return released;
  }

  /** The choices that were opened since this was asked last. */
  takeOpened(): readonly number[] {
    const { opened } = this;
    this.opened = [];
    return opened;
  }

  private takeAll(things: readonly number[]): readonly number[] {
    return things.flatMap((thing) => this.take(thing));
  }

  private take(thing: number): readonly number[] {
    this.takers[thing] = (this.takers[thing] ?? 0) + 1;
    if (this.control.choices.has(thing)) return this.openIfTaken(thing);
    const task = publisherOf(this.plan.graph, thing);
    if (task === undefined) return [];
    this.needs[task] = (this.needs[task] ?? 0) + 1;
    return this.dropped.has(task) ? [task] : [];
  }

  private release(thing: number): void {
    const takers = (this.takers[thing] ?? 0) - 1;
    this.takers[thing] = takers;
    if (this.control.choices.has(thing)) {
      if (takers === 0) this.close(thing);
      return;
    }
    const task = publisherOf(this.plan.graph, thing);
    if (task === undefined) return;
    this.needs[task] = (this.needs[task] ?? 0) - 1;
    if (this.isUnneeded(task)) this.released.push(task);
  }

  private openIfTaken(choice: number): readonly number[] {
    if (!this.pending.has(choice) || this.takers[choice] === 0 || this.open.has(choice)) return [];
    this.open.add(choice);
    this.opened.push(choice);
    return this.takeAll(this.control.choices.get(choice)?.of ?? []);
  }

  private close(choice: number): void {
    if (!this.open.delete(choice)) return;
    for (const one of this.control.choices.get(choice)?.of ?? []) this.release(one);
  }
}
