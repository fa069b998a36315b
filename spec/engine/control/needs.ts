import { absent as absentValue } from '../../../lib/conditions/absent.js';
import type { OnFailure } from '../../../lib/engine/execution.js';
import type { RunEvent, Values } from '../../../lib/engine/events/event.js';
import type { Choice, Component, Graph } from '../../../lib/graph/graph.js';

/*
 * What is still needed of a run, worked out anew from all that its events have told so far, by a walk
 * from its outputs back. Nothing is counted.
 */

type Known =
  | { readonly kind: 'there'; readonly value: unknown }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed' };

const absent: Known = { kind: 'absent' };
const failed: Known = { kind: 'failed' };

export class Needs {
  private readonly graph: Graph;
  private readonly wanted: ReadonlySet<string>;
  private readonly stopsAtOnce: boolean;
  private readonly isHeld: boolean;
  private readonly known = new Map<number, Known>();
  private readonly ended = new Set<number>();
  private readonly unrunnable = new Set<number>();
  private readonly started = new Set<number>();

  constructor(graph: Graph, wanted: readonly string[], inputs: Values, onFailure: OnFailure) {
    this.graph = graph;
    this.wanted = new Set(wanted);
    this.stopsAtOnce = onFailure === 'stop';
    this.isHeld = onFailure === 'hold';
    graph.inputs.forEach(({ name }, id) => {
      this.known.set(id, { kind: 'there', value: inputs[name] });
    });
  }

  /** Of a task of the graph itself, by its name in it. */
  tell(name: string, event: RunEvent): void {
    const task = this.graph.components.findIndex((one) => one.name === name);
    const component = this.graph.components[task] as Component;
    const end = (given: (output: string) => Known): void => {
      this.ended.add(task);
      this.started.delete(task);
      for (const { name: output, consumable } of component.outputs)
        this.known.set(consumable, given(output));
    };
    switch (event.type) {
      case 'attempt-started':
        this.started.add(task);
        break;
      case 'task-finished':
        end((output) =>
          Object.hasOwn(event.outputs, output)
            ? { kind: 'there', value: event.outputs[output] }
            : absent,
        );
        break;
      case 'task-failed':
        if (!this.started.has(task)) this.unrunnable.add(task);
        end(() => (component.onFailure === 'omit' ? absent : failed));
        break;
      case 'task-skipped':
        this.unrunnable.add(task);
        end(() => failed);
        break;
      case 'task-omitted':
      case 'task-cancelled':
        end(() => absent);
        break;
      default:
    }
  }

  /** The names of the tasks that are at work and that nothing needs. */
  get unneededAtWork(): string[] {
    const { needed } = this;
    return [...this.started].flatMap((task) =>
      needed.has(task) ? [] : [this.graph.components[task]?.name ?? ''],
    );
  }

  private get needed(): ReadonlySet<number> {
    const needed = new Set<number>();
    const seen = new Set<number>();
    const need = (thing: number): void => {
      if (seen.has(thing)) return;
      seen.add(thing);
      const { component, choice } = this.graph.consumables[thing] ?? {};
      const settled = this.settled(thing);
      // A choice that has failed is made anew after a restart.
      const isOpen = this.isHeld && choice !== undefined && settled?.kind === 'failed';
      if (settled !== undefined && !isOpen) return;
      for (const one of choice?.of ?? []) need(one);
      if (component !== undefined) needTask(component);
    };
    const needTask = (task: number): void => {
      if (needed.has(task)) return;
      needed.add(task);
      if (!this.isClosed(task)) needTaken(task);
    };
    const needTaken = (task: number): void => {
      const { inputs, when, dependencies } = this.graph.components[task] as Component;
      for (const { consumable } of inputs) need(consumable);
      if (when !== undefined) need(when);
      for (const before of dependencies) needTask(before);
    };
    for (const { name, consumable } of this.graph.outputs)
      if (this.wanted.has(name)) need(consumable);
    // What a task that cannot run would have taken is worked on all the same: it may be restarted.
    if (!this.stopsAtOnce) for (const task of this.unrunnable) needTaken(task);
    return needed;
  }

  private isClosed(task: number): boolean {
    if (this.ended.has(task)) return true;
    const { inputs, when } = this.graph.components[task] as Component;
    const gate = when === undefined ? undefined : this.settled(when);
    if (when !== undefined && gate?.kind !== 'there') return gate !== undefined;
    return inputs.some(({ consumable }) => this.settled(consumable)?.kind === 'absent');
  }

  private settled(thing: number): Known | undefined {
    const { choice } = this.graph.consumables[thing] ?? {};
    return choice === undefined ? this.known.get(thing) : this.chosen(choice);
  }

  private chosen({ kind, of, atLeast, condition }: Choice): Known | undefined {
    const all = of.map((one) => this.settled(one));
    const isSettled = all.every((one) => one !== undefined);
    const some = all.flatMap((one) => (one?.kind === 'there' ? [one] : []));
    switch (kind) {
      case 'first': {
        const decisive = all.find((one) => one?.kind !== 'absent');
        return decisive ?? (isSettled ? absent : undefined);
      }
      case 'race':
        return (
          all.find((one) => one !== undefined && one.kind !== 'absent') ??
          (isSettled ? absent : undefined)
        );
      case 'maybe':
        return all[0]?.kind === 'absent' ? { kind: 'there', value: null } : all[0];
      case 'all': {
        const failure = all.find((one) => one?.kind === 'failed');
        if (failure !== undefined && (isSettled || this.stopsAtOnce || atLeast !== undefined))
          return failure;
        if (atLeast !== undefined && some.length >= atLeast) return { kind: 'there', value: [] };
        if (!isSettled) return undefined;
        return atLeast === undefined
          ? { kind: 'there', value: some.map((one) => one.value) }
          : failed;
      }
      case 'when': {
        if (!isSettled) return undefined;
        if (all.some((one) => one.kind === 'failed')) return failed;
        const names = condition?.names.map(({ name }) => name) ?? [];
        try {
          const holds = condition?.evaluate((name) => {
            const one = all[names.indexOf(name)];
            return one?.kind === 'there' ? one.value : absentValue;
          });
          return holds === true ? { kind: 'there', value: true } : absent;
        } catch {
          return failed;
        }
      }
    }
  }
}
