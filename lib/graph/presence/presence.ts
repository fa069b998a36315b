import type { Choice, Component, Graph } from '../graph.js';
import { type Decision, Decisions, no, TooMuch, yes } from './decisions.js';
import type { Formula, Test } from './formula.js';
import { isPlain, type Scope, scopeOf, Subjects } from './scope.js';
import { type Circumstance, Incident, missing } from './subjects.js';

/** How a consumable may come out, whichever way conditions fall. */
export type Verdict = 'always' | 'maybe' | 'never';

/** When a thing is there, and when it is absent; else it fails. */
interface State {
  readonly there: Decision;
  readonly absent: Decision;
}

/** How a condition falls; else it fails. */
interface Fall {
  readonly holds: Decision;
  readonly fails: Decision;
  readonly absent: Decision;
}

const there: State = { there: yes, absent: no };
const always: Fall = { holds: yes, fails: no, absent: no };

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
    const way = this.wayTo(this.sound(this.of(consumable).absent));
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
        () => this.chosen(choice, sources),
        'is absent',
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
      const fall = formula === undefined ? always : this.fall(formula, new Map(named));
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

  /** A state; where it is too much to work out, one of which no more is known. */
  private stateBy(name: string, compute: () => State, otherwise = 'is omitted'): State {
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
      absent: this.decisions.by(variable, [no, yes]),
    };
  }

  private chosen({ kind, atLeast }: Choice, of: readonly State[]): State {
    const { decisions } = this;
    const settled = of.map(({ there, absent }) => decisions.or(there, absent));
    // The rest need not be looked at: of thousands of alternatives each has conditions of its own.
    const isSettled = settled.every((one) => one === yes);
    const isOneOf = kind === 'first' || kind === 'race';
    if (isSettled && isOneOf && of.some((one) => one.there === yes)) return there;
    switch (kind) {
      case 'first': {
        let [found, rest]: Decision[] = [no, yes];
        for (const { there, absent } of of) {
          found = decisions.or(found ?? no, decisions.and(rest ?? yes, there));
          rest = decisions.and(rest ?? yes, absent);
        }
        return { there: found ?? no, absent: rest ?? yes };
      }
      case 'race':
        return {
          there: decisions.or(...of.map(({ there }) => there)),
          absent: decisions.and(...of.map(({ absent }) => absent)),
        };
      case 'all':
        return { there: this.enough(of, atLeast, settled), absent: no };
      default:
        return { there: decisions.and(...settled), absent: no };
    }
  }

  private enough(
    of: readonly State[],
    atLeast: number | undefined,
    settled: readonly Decision[],
  ): Decision {
    const { decisions } = this;
    if (atLeast === undefined) return decisions.and(...settled);
    // By how many are there at least, of those so far.
    let there: Decision[] = [yes, ...Array.from({ length: atLeast }, () => no)];
    for (const one of of)
      there = there.map((before, count) =>
        count === 0 ? yes : decisions.or(before, decisions.and(one.there, there[count - 1] ?? no)),
      );
    return there[atLeast] ?? no;
  }

  private fall(formula: Formula, states: ReadonlyMap<string, State>): Fall {
    const { decisions } = this;
    switch (formula.kind) {
      case 'constant':
        return {
          holds: yesIf(formula.holds === true),
          fails: yesIf(formula.holds === false),
          absent: no,
        };
      case 'not': {
        const { holds, fails, absent } = this.fall(formula.of, states);
        return { holds: fails, fails: holds, absent };
      }
      case 'and':
      case 'or': {
        const parts = formula.parts.map((part) => this.fall(part, states));
        const absent = decisions.or(...parts.map((part) => part.absent));
        const [all, any] =
          formula.kind === 'and' ? (['holds', 'fails'] as const) : (['fails', 'holds'] as const);
        const some = decisions.or(...parts.map((part) => part[any]));
        const every = decisions.and(...parts.map((part) => part[all]));
        const fall = { [all]: every, [any]: some } as Pick<Fall, 'holds' | 'fails'>;
        return { ...fall, absent: decisions.and(absent, decisions.not(some)) };
      }
      case 'has': {
        const { there: isThere, absent } = states.get(formula.name) ?? there;
        if (formula.part === undefined) return { holds: isThere, fails: absent, absent: no };
        const { holds, fails } = this.fall(formula.part, states);
        return { holds, fails: decisions.or(absent, fails), absent: no };
      }
      case 'test':
        return this.tested(formula, states);
    }
  }

  private tested(
    { variable, outcome, names, perhaps }: Test,
    states: ReadonlyMap<string, State>,
  ): Fall {
    const { decisions } = this;
    const all = names.map((name) => states.get(name) ?? there);
    const absent = decisions.or(...all.map((one) => one.absent));
    const isThere = decisions.and(...all.map((one) => one.there));
    const { samples } = this.subjects.all[variable] ?? { samples: [] };
    const by = (is: (sample: (typeof samples)[number]) => boolean): Decision =>
      decisions.and(
        isThere,
        decisions.by(
          variable,
          samples.map((sample) => yesIf(is(sample))),
        ),
      );
    const lacks = decisions.and(
      by((sample) => sample === missing),
      decisions.or(...perhaps.map((name) => (states.get(name) ?? there).absent)),
    );
    return {
      holds: by((sample) => outcome(sample) === true),
      fails: decisions.and(
        by((sample) => outcome(sample) === false),
        decisions.not(lacks),
      ),
      absent: decisions.or(absent, lacks),
    };
  }

  /** The shortest way by which a decision comes to `yes`: variables, and which of their samples. */
  private wayTo(decision: Decision): readonly (readonly [variable: number, at: number])[] {
    const costs = new Map<Decision, number>([
      [yes, 0],
      [no, Infinity],
    ]);
    const told = (variable: number, at: number): number => {
      const subject = this.subjects.all[variable];
      const sample = subject?.samples[at];
      return sample === undefined || subject?.told(sample) === undefined ? 0 : subject.weight;
    };
    const costOf = (one: Decision): number => {
      const known = costs.get(one);
      if (known !== undefined) return known;
      const { variable, branches } = this.decisions.branching(one) ?? { variable: 0, branches: [] };
      const cost = Math.min(...branches.map((next, at) => told(variable, at) + costOf(next)));
      costs.set(one, cost);
      return cost;
    };
    const way: [number, number][] = [];
    for (let one = decision; ;) {
      const branching = this.decisions.branching(one);
      if (branching === undefined) return way.reverse();
      const { variable, branches } = branching;
      const cost = costOf(one);
      const at = branches.findIndex((next, at) => told(variable, at) + costOf(next) === cost);
      way.push([variable, at]);
      one = branches[at] ?? no;
    }
  }
}

const yesIf = (is: boolean): Decision => (is ? yes : no);

const namesOf = (
  { consumables }: Graph,
  { when }: Component,
): readonly (readonly [name: string, consumable: number])[] => {
  const { condition, of = [] } = consumables[when ?? -1]?.choice ?? {};
  return (condition?.names ?? []).map(({ name }, at) => [name, of[at] ?? -1]);
};
