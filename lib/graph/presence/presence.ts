import type { Component, Graph } from '../graph.js';
import { chosen } from './chosen.js';
import { type Decision, Decisions, no, TooMuch, yes } from './decisions.js';
import { always, Falls } from './falls.js';
import { isPlain, type Scope, scopeOf, Subjects } from './scope.js';
import { shortestWay } from './shortest-way.js';
import { type State, there } from './state.js';
import { type Circumstance, Incident } from './subjects.js';

/** How a consumable may come out, whichever way conditions fall. */
export type Verdict = 'always' | 'maybe' | 'never';

/**
 * Which consumables of a graph are there, whichever way its conditions fall: one walk over the graph,
 * with a decision for each consumable. Components take what they give for granted, unless they say
 * `onFailure: omit`; a case in which a condition fails is none.
 *
 * What conditions ask of one value is told apart by samples of it, so that those that exclude or cover each
 * other do so here. What is not understood may hold or not, and what gets too large may come or not:
 * "always" and "never" are right nonetheless, and only "maybe" may be too cautious.
 */
export class Presence {
  private readonly graph: Graph;
  private readonly decisions = new Decisions();
  private readonly subjects = new Subjects();
  private readonly falls = new Falls(this.decisions, this.subjects);
  private readonly states: readonly State[];
  /** The components whose conditions never hold. */
  private readonly neverHeld = new Set<number>();
  /** When the run does not fail by conditions. */
  private readonly isSound: Decision;

  constructor(graph: Graph) {
    this.graph = graph;
    if (isPlain(graph)) {
      this.states = [];
      this.isSound = yes;
      return;
    }
    this.states = this.walk(scopeOf(graph, this.subjects));
    this.isSound = this.soundness();
  }

  verdict(consumable: number): Verdict {
    const { there, absent } = this.of(consumable);
    if (this.sound(absent) === no) return 'always';
    return this.sound(there) === no ? 'never' : 'maybe';
  }

  /** A case in which a consumable that may be absent is: what it takes, as short as there is one. */
  caseOf(consumable: number): readonly Circumstance[] {
    const way = shortestWay(this.decisions, this.subjects, this.sound(this.of(consumable).absent));
    return way.flatMap(([variable, at]) => {
      const subject = this.subjects.all[variable];
      const sample = subject?.samples[at];
      return (sample === undefined ? undefined : subject?.told(sample)) ?? [];
    });
  }

  /** Whether a component has a condition that never holds. */
  hasIdleCondition(component: number): boolean {
    return this.neverHeld.has(component);
  }

  private of(consumable: number): State {
    return this.states[consumable] ?? there;
  }

  private sound(decision: Decision): Decision {
    return decision === no || this.isSound === yes
      ? decision
      : (this.bounded(
          () => [this.decisions.and(decision, this.isSound)],
          [decision],
        )[0] as Decision);
  }

  private soundness(): Decision {
    const { decisions, graph } = this;
    const compute = () => [
      decisions.and(
        ...graph.outputs.map(({ consumable }) => {
          const { there, absent } = this.of(consumable);
          return decisions.or(there, absent);
        }),
      ),
    ];
    const isSound = this.bounded(compute, [yes])[0] as Decision;
    // Where each case fails there is still something to say of all.
    return isSound === no ? yes : isSound;
  }

  private bounded(compute: () => readonly Decision[], otherwise: readonly Decision[]) {
    try {
      return this.decisions.bounded(compute);
    } catch (error) {
      if (!(error instanceof TooMuch)) throw error;
      return otherwise;
    }
  }

  /** The states of all consumables of a graph whose inputs are there. */
  private walk(scope: Scope): readonly State[] {
    const { graph, prefix } = scope;
    const { components, consumables } = graph;
    const states: (State | undefined)[] = graph.inputs.map(() => there);
    // Components stand behind all that they depend on, and so does what is chosen from them.
    const settle = (thing: number): State => {
      const { choice, name } = consumables[thing] ?? {};
      if (choice === undefined || choice.kind === 'when') return states[thing] ?? there;
      const sources = choice.of.map(settle);
      return (states[thing] ??= this.stateBy(
        prefix + (name ?? ''),
        () => chosen(this.decisions, choice, sources),
        choice.kind === 'first' || choice.kind === 'race' ? 'is absent' : 'fails',
      ));
    };
    components.forEach((component, index) => {
      if (component.pruned) return;
      const inner = scope.inner.get(index);
      const within = inner === undefined ? undefined : this.walk(inner);
      const given = this.statesOf(scope, index, settle, within);
      component.outputs.forEach(({ consumable }, at) => {
        states[consumable] = given[at] ?? there;
      });
    });
    for (let thing = 0; thing < consumables.length; thing += 1) settle(thing);
    return states.map((state) => state ?? there);
  }

  private statesOf(
    { graph, prefix, conditions }: Scope,
    index: number,
    settle: (thing: number) => State,
    within: readonly State[] | undefined,
  ): readonly State[] {
    const component = graph.components[index] as Component;
    const { inputs, outputs, onFailure, pipeline, fallback } = component;
    const { decisions } = this;
    const takes = inputs.map(({ consumable }) => settle(consumable));
    const formula = conditions.get(index);
    const isPlainly = takes.every((one) => one === there) && formula === undefined;
    if (isPlainly && onFailure === undefined && within === undefined)
      return outputs.map(() => there);
    const name = prefix + component.name;
    const incident = (text: string): Decision =>
      decisions.by(this.subjects.add(new Incident(name, text)), [no, yes]);
    const failsItself = onFailure === 'omit' ? incident('fails') : no;
    const fallsBack = within === undefined || fallback === undefined ? no : incident('falls back');

    const taken = this.stateBy(name, () => {
      const named = namesOf(graph, component).map(([name, id]) => [name, settle(id)] as const);
      const fall = formula === undefined ? always : this.falls.of(formula, new Map(named));
      if (prefix === '' && fall.holds === no) this.neverHeld.add(index);
      const runs = decisions.and(fall.holds, ...takes.map(({ there }) => there));
      const lacks = decisions.and(fall.holds, decisions.or(...takes.map(({ absent }) => absent)));
      const absent = decisions.or(fall.fails, fall.absent, lacks);
      if (onFailure === undefined) return { there: runs, absent };
      // Of its own making is a condition, or a choice, that fails with nothing that it names.
      const settled = (all: readonly State[]): Decision =>
        decisions.and(...all.map((one) => decisions.or(one.there, one.absent)));
      const failed = ({ there, absent }: State): Decision =>
        decisions.not(decisions.or(there, absent));
      const gate = decisions.and(
        settled(named.map(([, state]) => state)),
        decisions.not(decisions.or(fall.holds, fall.fails, fall.absent)),
      );
      const choices = inputs.map(({ consumable }, at) => {
        const { choice } = graph.consumables[consumable] ?? {};
        return choice?.atLeast === undefined
          ? no
          : decisions.and(fall.holds, settled(choice.of.map(settle)), failed(takes[at] ?? there));
      });
      return { there: runs, absent: decisions.or(absent, gate, ...choices) };
    });

    if (within === undefined || pipeline === undefined) {
      const state = this.stateBy(name, () => ({
        there: decisions.and(taken.there, decisions.not(failsItself)),
        absent: decisions.or(taken.absent, decisions.and(taken.there, failsItself)),
      }));
      return outputs.map(() => state);
    }
    const inner = outputs.map(({ port }) => {
      const output = pipeline.outputs.find((one) => one.name === port);
      return within[output?.consumable ?? -1] ?? there;
    });
    return inner.map((one) =>
      this.stateBy(name, () => {
        const isDone = decisions.and(
          decisions.not(failsItself),
          ...inner.map(({ there, absent }) => decisions.or(there, absent)),
        );
        const ends = decisions.and(taken.there, isDone, decisions.not(fallsBack));
        const isOmitted =
          onFailure === undefined
            ? no
            : decisions.and(taken.there, decisions.not(decisions.or(isDone, fallsBack)));
        return {
          there: decisions.or(
            decisions.and(ends, one.there),
            decisions.and(taken.there, fallsBack, decisions.not(failsItself)),
          ),
          absent: decisions.or(
            taken.absent,
            isOmitted,
            decisions.and(ends, one.absent),
            decisions.and(taken.there, failsItself),
          ),
        };
      }),
    );
  }

  /** A state; where it is too much to work out, one of which no more is known than what else it may come to. */
  private stateBy(
    name: string,
    compute: () => State,
    otherwise: 'is omitted' | 'is absent' | 'fails' = 'is omitted',
  ): State {
    const bounded = this.bounded(() => {
      const { there, absent } = compute();
      return [there, absent];
    }, []);
    const [isThere, absent] = bounded;
    if (isThere !== undefined && absent !== undefined)
      return isThere === yes ? there : { there: isThere, absent };
    const variable = this.subjects.add(new Incident(name, otherwise));
    return {
      there: this.decisions.by(variable, [yes, no]),
      absent: otherwise === 'fails' ? no : this.decisions.by(variable, [no, yes]),
    };
  }
}

const namesOf = (
  { consumables }: Graph,
  { when }: Component,
): readonly (readonly [name: string, consumable: number])[] => {
  const { condition, of = [] } = consumables[when ?? -1]?.choice ?? {};
  return (condition?.names ?? []).map(({ name }, at) => [name, of[at] ?? -1]);
};
