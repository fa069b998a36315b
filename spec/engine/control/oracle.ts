import {
  type Asked,
  calledAs,
  type From,
  isPipe,
  type Pipe,
  port,
  type Selected,
  type Stage,
  type Value,
  type Work,
  workedOut,
} from './random-pipelines.js';

/*
 * What a pipeline comes to, worked out from its outputs back: each value when it is asked for, by calls
 * that know nothing of time, order or events.
 */

export type Result =
  | { readonly kind: 'there'; readonly value: Value }
  | { readonly kind: 'absent' }
  /** `task` is the one that failed first. */
  | { readonly kind: 'failed'; readonly task: string };

const absent: Result = { kind: 'absent' };
const there = (value: Value): Result => ({ kind: 'there', value });

/** What came of a task, in every order of time in which it is needed. */
export type Status =
  'finished' | 'failed' | 'omitted: condition' | 'omitted: absent' | `skipped: ${string}`;

/** Picks one of the results that a selector may have by the order of time. */
export type Pick = (options: readonly Result[]) => Result;

export interface Verdict {
  readonly outcome: 'done' | 'failed';
  readonly outputs: Readonly<Record<string, Value>>;
  /** The task whose failure is told. */
  readonly told: string | undefined;
  /** Of tasks that are needed whatever the order of time. */
  readonly statuses: ReadonlyMap<string, Status>;
  /** What those tasks were run with that ran. */
  readonly inputs: ReadonlyMap<string, readonly Value[]>;
  /** The tasks that lie within a task that failed: a run that stops at once does not finish them. */
  readonly withinFailed: ReadonlySet<string>;
}

interface Ended {
  readonly status: Status;
  readonly results: ReadonlyMap<string, Result>;
  /** What those get that merely wait for its end. */
  readonly end: Result;
}

interface Told {
  readonly statuses: Map<string, Status>;
  readonly inputs: Map<string, readonly Value[]>;
  readonly withinFailed: Set<string>;
}

export interface Hows {
  readonly pick?: Pick;
  /** Whether also that is worked out which nothing needs. */
  readonly isWhole?: boolean;
}

const first: Pick = ([option = absent]) => option;

export const verdictOf = (
  pipe: Pipe,
  inputs: Readonly<Record<string, Value>>,
  { pick = first, isWhole = false }: Hows = {},
): Verdict => {
  const told: Told = { statuses: new Map(), inputs: new Map(), withinFailed: new Set() };
  const given = new Map(Object.entries(inputs).map(([name, value]) => [name, there(value)]));
  const evaluation = new Evaluation(
    pipe,
    '',
    given,
    pipe.outputs.map(([name]) => name),
    pick,
    told,
  );
  if (isWhole) evaluation.evaluateAll();
  const failed = [...evaluation.outputs.values()].find(({ kind }) => kind === 'failed');
  return {
    outcome: failed === undefined ? 'done' : 'failed',
    outputs: thereOf(evaluation.outputs),
    told: failed?.kind === 'failed' ? failed.task : undefined,
    ...told,
  };
};

const thereOf = (results: ReadonlyMap<string, Result>): Record<string, Value> =>
  Object.fromEntries(
    [...results].flatMap(([name, result]) =>
      result.kind === 'there' ? [[name, result.value] as const] : [],
    ),
  );

class Evaluation {
  readonly outputs: ReadonlyMap<string, Result>;
  private readonly pipe: Pipe;
  private readonly prefix: string;
  private readonly inputs: ReadonlyMap<string, Result>;
  private readonly pick: Pick;
  private readonly told: Told;
  private readonly ended = new Map<Stage, Ended>();
  private readonly selected = new Map<From, Result>();
  private readonly needed = new Set<Stage>();
  private readonly within = new Map<Stage, readonly Told[]>();

  constructor(
    pipe: Pipe,
    prefix: string,
    inputs: ReadonlyMap<string, Result>,
    wanted: readonly string[],
    pick: Pick,
    told: Told,
  ) {
    this.pipe = pipe;
    this.prefix = prefix;
    this.inputs = inputs;
    this.pick = pick;
    this.told = told;
    const outputs = pipe.outputs.filter(([name]) => wanted.includes(name));
    this.outputs = new Map(outputs.map(([name, from]) => [name, this.result(from, name)]));
    for (const [, from] of outputs) this.need(from);
  }

  evaluateAll(): void {
    for (const stage of this.pipe.stages) this.end(stage);
  }

  private stage(name: string): Stage {
    return this.pipe.stages.find((one) => one.name === name) as Stage;
  }

  private result(from: From, owner: string): Result {
    if (typeof from === 'string') {
      const [name = '', output] = from.split('.');
      if (output === undefined) return this.inputs.get(name) ?? absent;
      return this.end(this.stage(name)).results.get(output) ?? absent;
    }
    let result = this.selected.get(from);
    if (result === undefined) this.selected.set(from, (result = this.select(from, owner)));
    return result;
  }

  private select({ kind, of }: Selected, owner: string): Result {
    if (kind === 'first') {
      for (const one of of) {
        const result = this.result(one, owner);
        if (result.kind !== 'absent') return result;
      }
      return absent;
    }
    const all = of.map((one) => this.result(one, owner));
    const some = all.filter(({ kind }) => kind === 'there');
    const failures = all.filter(({ kind }) => kind === 'failed');
    if (kind === 'maybe') return all[0]?.kind === 'absent' ? there(null) : (all[0] ?? absent);
    if (kind === 'race') {
      const options = all.filter(({ kind }) => kind !== 'absent');
      return options.length === 0 ? absent : this.pick(options);
    }
    if (kind === 'all') return failures[0] ?? listOf(some);
    const least = of.length - 1;
    const lists: Result[] =
      some.length < least
        ? []
        : some.length === least
          ? [listOf(some)]
          : some.map((_, left) => listOf(some.filter((_, at) => at !== left)));
    const options = [...lists, ...failures];
    return options.length === 0
      ? { kind: 'failed', task: this.prefix + owner }
      : this.pick(options);
  }

  private end(stage: Stage): Ended {
    let ended = this.ended.get(stage);
    if (ended === undefined) this.ended.set(stage, (ended = this.evaluate(stage)));
    return ended;
  }

  private evaluate(stage: Stage): Ended {
    const task = this.prefix + stage.name;
    const all = (status: Status, result: Result, end: Result = there(null)): Ended => ({
      status,
      results: new Map(stage.gives.map((one) => [one, result])),
      end,
    });
    const fails = (cause: string): Ended => {
      const failed: Result = { kind: 'failed', task: cause };
      if (cause !== task) return all(`skipped: ${cause}`, failed, failed);
      return stage.isOptional ? all('failed', absent) : all('failed', failed, failed);
    };
    const gate = stage.when && this.ask(stage.when, task);
    if (gate?.kind === 'failed') return fails(gate.task);
    if (gate?.kind === 'absent') return all('omitted: absent', absent);
    if (gate?.value === 0) return all('omitted: condition', absent);
    const taken = stage.takes.map((from) => this.result(from, stage.name));
    if (taken.some(({ kind }) => kind === 'absent')) return all('omitted: absent', absent);
    const before = [...taken, ...stage.after.map((name) => this.end(this.stage(name)).end)];
    const cause = before.find((one) => one.kind === 'failed');
    if (cause !== undefined) return fails(cause.task);
    const values = taken.map((one) => (one.kind === 'there' ? one.value : null));
    const given =
      stage.over === undefined
        ? this.body(stage, task, values)
        : this.each(stage, task, stage.over, values);
    this.told.inputs.set(task, values);
    if (given === undefined) return fails(task);
    return {
      status: 'finished',
      results: new Map(stage.gives.map((one) => [one, given.get(one) ?? absent])),
      end: there(null),
    };
  }

  /** What a stage gives of values; `undefined` where it fails. */
  private body(
    stage: Stage,
    task: string,
    values: readonly Value[],
  ): ReadonlyMap<string, Result> | undefined {
    if (!isPipe(stage.body)) return this.work(stage, stage.body, task, values);
    const told: Told = { statuses: new Map(), inputs: new Map(), withinFailed: new Set() };
    const { outputs } = new Evaluation(
      stage.body,
      `${task}/`,
      new Map(values.map((value, at) => [port(at), there(value)])),
      stage.gives,
      this.pick,
      told,
    );
    const isFailed = [...outputs.values()].some(({ kind }) => kind === 'failed');
    if (isFailed) for (const one of told.statuses.keys()) told.withinFailed.add(one);
    this.within.set(stage, [...(this.within.get(stage) ?? []), told]);
    return isFailed ? undefined : outputs;
  }

  private work(
    stage: Stage,
    work: Work,
    task: string,
    values: readonly Value[],
  ): ReadonlyMap<string, Result> | undefined {
    const { repeat, fallback, retries, gives } = stage;
    const name = calledAs(stage, task);
    let taken = values;
    for (let round = 1; ; round += 1) {
      // Attempts are counted over all rounds.
      const isInTime = round > 1 || Math.max(work.times, work.late) <= retries;
      const given =
        (isInTime ? workedOut(name, work, gives, taken) : undefined) ??
        (fallback && workedOut(name, fallback, gives, taken));
      const carried = given?.[gives[0] ?? ''] ?? null;
      if (given === undefined) return undefined;
      if (repeat === undefined || (typeof carried === 'number' && carried > repeat.above))
        return new Map(Object.entries(given).map(([port, value]) => [port, there(value)]));
      // A fallback may give a list, over which the condition fails.
      if (typeof carried !== 'number' || round === repeat.atMost) return undefined;
      taken = [carried, ...taken.slice(1)];
    }
  }

  private each(
    stage: Stage,
    task: string,
    over: readonly number[],
    values: readonly Value[],
  ): ReadonlyMap<string, Result> | undefined {
    const lists = over.map((at) => values[at] ?? null);
    const [list] = lists;
    if (!Array.isArray(list)) return undefined;
    const elements = (list as readonly Value[]).map((_, at) => {
      const element = `${task}[${at}]`;
      const one = values.map((value, place) =>
        over.includes(place) ? ((value as readonly Value[])[at] ?? null) : value,
      );
      const given = this.body(stage, element, one);
      return { element, given };
    });
    const isFailed = elements.some(({ given }) => given === undefined);
    // Which of its elements fails first is a matter of time.
    if (isFailed && !stage.areElementsOptional) {
      this.within.delete(stage);
      return undefined;
    }
    const told: Told = { statuses: new Map(), inputs: new Map(), withinFailed: new Set() };
    for (const { element, given } of elements)
      told.statuses.set(element, given === undefined ? 'failed' : 'finished');
    this.within.set(stage, [...(this.within.get(stage) ?? []), told]);
    return new Map(
      stage.gives.map((name) => [
        name,
        there(
          elements.map(({ given }) => {
            const result = given?.get(name);
            return result?.kind === 'there' ? result.value : null;
          }),
        ),
      ]),
    );
  }

  /** There is 1 where it holds and 0 where it does not. */
  private ask(asked: Asked, task: string): Result {
    const named = [...new Set(namesIn(asked))].map((one) => this.result(one, ''));
    const failed = named.find(({ kind }) => kind === 'failed');
    if (failed !== undefined) return failed;
    const holds = this.holds(asked);
    if (holds === 'wrong') return { kind: 'failed', task };
    return holds === 'absent' ? absent : there(holds ? 1 : 0);
  }

  private holds(asked: Asked): boolean | 'absent' | 'wrong' {
    switch (asked.kind) {
      case 'has':
        return this.result(asked.of, '').kind === 'there';
      case 'above':
      case 'longer': {
        const result = this.result(asked.of, '');
        if (result.kind !== 'there') return 'absent';
        const { value } = result;
        const isList = Array.isArray(value);
        if (asked.kind === 'longer')
          return isList ? (value as readonly Value[]).length > asked.than : 'wrong';
        return typeof value === 'number' ? value > asked.than : 'wrong';
      }
      case 'not': {
        const of = this.holds(asked.of);
        return typeof of === 'boolean' ? !of : of;
      }
      case 'and':
      case 'or': {
        const both = asked.of.map((one) => this.holds(one));
        const decisive = asked.kind === 'or';
        if (both.includes(decisive)) return decisive;
        if (both.includes('absent')) return 'absent';
        return both.includes('wrong') ? 'wrong' : !decisive;
      }
    }
  }

  private need(from: From): void {
    if (typeof from === 'string') {
      const [name = '', output] = from.split('.');
      if (output !== undefined) this.needStage(this.stage(name));
      return;
    }
    const { kind, of } = from;
    // Whether the others are waited for is a matter of time.
    if (kind === 'race' || kind === 'atLeast') return;
    for (const one of of) {
      this.need(one);
      if (kind === 'first' && this.result(one, '').kind !== 'absent') return;
    }
  }

  private needStage(stage: Stage): void {
    if (this.needed.has(stage)) return;
    this.needed.add(stage);
    const { status } = this.end(stage);
    const { told } = this;
    told.statuses.set(this.prefix + stage.name, status);
    for (const inner of this.within.get(stage) ?? []) {
      for (const [task, one] of inner.statuses) told.statuses.set(task, one);
      for (const [task, one] of inner.inputs) told.inputs.set(task, one);
      for (const task of inner.withinFailed) told.withinFailed.add(task);
    }
    if (stage.when !== undefined) {
      for (const one of namesIn(stage.when)) this.need(one);
      const gate = this.ask(stage.when, '');
      if (gate.kind !== 'there' || gate.value === 0) return;
    }
    const none = stage.takes.filter((from) => this.result(from, stage.name).kind === 'absent');
    // The first of them that is known to be absent is enough.
    if (none.length > 1) return;
    for (const from of none.length === 1 ? none : stage.takes) this.need(from);
    if (none.length === 0) for (const name of stage.after) this.needStage(this.stage(name));
  }
}

const listOf = (all: readonly Result[]): Result =>
  there(all.flatMap((one) => (one.kind === 'there' ? [one.value] : [])));

const namesIn = (asked: Asked): readonly string[] => {
  switch (asked.kind) {
    case 'and':
    case 'or':
      return asked.of.flatMap(namesIn);
    case 'not':
      return namesIn(asked.of);
    default:
      return [asked.of];
  }
};
