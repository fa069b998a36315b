import fc from 'fast-check';
import { finalize, map, NEVER, type Observable, timer } from 'rxjs';

import { withoutElements } from '../../../lib/graph/component-at.js';
import type { Graph } from '../../../lib/graph/graph.js';
import { loadObject, orThrow } from '../../../lib/load.js';
import type { Pipeline } from '../../../lib/pipeline.js';
import { Registry } from '../../../lib/runners/registry.js';
import type { Runner, RunnerContext } from '../../../lib/runners/runner.js';

/*
 * Random pipelines with all of control flow in them: conditions, selectors, maps, pipelines within
 * pipelines, failures that may be, attempts that are late, hedges, batches, rounds. Stages are wired to what stands before them, and declared in another
 * order. Values are numbers and lists of them, and say by what they were made.
 */

export type Value = number | null | readonly Value[];

export type SelectorKind = 'first' | 'race' | 'all' | 'maybe' | 'atLeast';

export interface Selected {
  readonly kind: SelectorKind;
  readonly of: readonly string[];
}

/** What a value comes from: a reference, or a selector. */
export type From = string | Selected;

export type Asked =
  | { readonly kind: 'above'; readonly of: string; readonly than: number }
  | { readonly kind: 'longer'; readonly of: string; readonly than: number }
  | { readonly kind: 'has'; readonly of: string }
  | { readonly kind: 'not'; readonly of: Asked }
  | { readonly kind: 'and' | 'or'; readonly of: readonly [Asked, Asked] };

/** What a runner of a stage does. */
export interface Work {
  /** It fails for so many of seven values. */
  readonly failing: number;
  /** How many of its attempts fail whatever they are given. */
  readonly times: number;
  /** How many of its attempts never end, and so run out of time. */
  readonly late: number;
  /** Whether it gives a list. */
  readonly isList: boolean;
}

export interface Stage {
  readonly name: string;
  readonly takes: readonly From[];
  readonly gives: readonly string[];
  readonly after: readonly string[];
  readonly when: Asked | undefined;
  readonly isOptional: boolean;
  readonly retries: number;
  readonly over: readonly number[] | undefined;
  readonly concurrency: number | undefined;
  readonly areElementsOptional: boolean;
  readonly body: Work | Pipe;
  readonly fallback: Work | undefined;
  readonly isHedged: boolean;
  /** How many calls at most are gathered. */
  readonly batch: number | undefined;
  readonly repeat: Rounds | undefined;
  readonly place: number;
}

/** Rounds that carry the first output into the first port, until it is above a number. */
export interface Rounds {
  readonly above: number;
  readonly atMost: number;
}

export interface Pipe {
  readonly inputs: readonly string[];
  /** Each behind all that it takes. */
  readonly stages: readonly Stage[];
  readonly outputs: readonly (readonly [name: string, from: From])[];
}

export const isPipe = (body: Work | Pipe): body is Pipe => 'stages' in body;

export const port = (at: number): string => `p${at}`;

export interface Features {
  readonly size: number;
  readonly selectors: readonly SelectorKind[];
  readonly canFail: boolean;
  /** Whether there are conditions, and failures that the run goes on without. */
  readonly canBeAbsent: boolean;
  /** Whether conditions may ask for what is none of its kind, which fails. */
  readonly canBeWrong: boolean;
  readonly depth: number;
}

export const allFeatures: Features = {
  size: 8,
  selectors: ['first', 'all', 'maybe'],
  canFail: true,
  canBeAbsent: true,
  canBeWrong: true,
  depth: 2,
};

interface FromDraw {
  readonly at: number;
  readonly selector: SelectorKind | undefined;
  readonly more: readonly number[];
}

interface AskedDraw {
  readonly kind: number;
  readonly at: number;
  readonly than: number;
  readonly parts: readonly AskedDraw[];
}

interface StageDraw {
  readonly takes: readonly FromDraw[];
  readonly isWide: boolean;
  readonly after: readonly number[];
  readonly when: AskedDraw | undefined;
  readonly isOptional: boolean;
  readonly retries: number;
  readonly isMapped: boolean;
  readonly concurrency: number | undefined;
  readonly areElementsOptional: boolean;
  readonly work: Work;
  readonly pipe: PipeDraw | undefined;
  readonly fallback: Work | undefined;
  readonly how: How;
  readonly place: number;
}

interface How {
  readonly kind: 'plain' | 'hedge' | 'batch' | 'repeat';
  readonly batch: number;
  readonly rounds: Rounds;
}

interface PipeDraw {
  readonly stages: readonly StageDraw[];
  readonly outputs: readonly FromDraw[];
}

/** How deep the lists are that a reference stands for. */
type Depths = Map<string, number>;

/** There one time in so many. */
const seldom = <T>(drawn: fc.Arbitrary<T>, one: number): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: one - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: drawn });

const fromDraw = ({ selectors }: Features): fc.Arbitrary<FromDraw> =>
  fc.record({
    at: fc.nat(20),
    selector:
      selectors.length === 0 ? fc.constant(undefined) : seldom(fc.constantFrom(...selectors), 2),
    more: fc.array(fc.nat(20), { minLength: 1, maxLength: 2 }),
  });

const askedDraw: fc.Arbitrary<AskedDraw> = fc.letrec<{ asked: AskedDraw }>((tie) => ({
  asked: fc.record({
    kind: fc.nat(9),
    at: fc.nat(20),
    than: fc.nat(3),
    parts: fc.oneof(
      { maxDepth: 2, depthSize: 'small' },
      fc.constant([]),
      fc.array(tie('asked'), { minLength: 2, maxLength: 2 }),
    ),
  }),
})).asked;

const workDraw = ({ canFail }: Features): fc.Arbitrary<Work> =>
  fc.record({
    failing: canFail ? fc.constantFrom(0, 0, 0, 0, 1, 3, 7) : fc.constant(0),
    times: canFail ? fc.constantFrom(0, 0, 0, 1, 2) : fc.constant(0),
    late: canFail ? fc.constantFrom(0, 0, 0, 0, 1, 2) : fc.constant(0),
    isList: fc.constantFrom(false, false, true),
  });

const howDraw = ({ canFail }: Features): fc.Arbitrary<How> =>
  fc.record({
    kind: fc.constantFrom('plain', 'plain', 'plain', 'hedge', 'batch', 'repeat'),
    batch: fc.integer({ min: 1, max: 3 }),
    rounds: fc.record({
      // Each number that a runner gives is above the least.
      above: canFail ? fc.constantFrom(-1, 300, 600, 900) : fc.constant(-1),
      atMost: fc.integer({ min: 1, max: 4 }),
    }),
  });

const pipeDraw = (features: Features, depth: number, size: number): fc.Arbitrary<PipeDraw> =>
  fc.record({
    stages: fc.array(stageDraw(features, depth), { minLength: 1, maxLength: size }),
    outputs: fc.array(fromDraw(features), { minLength: 1, maxLength: 3 }),
  });

const stageDraw = (features: Features, depth: number): fc.Arbitrary<StageDraw> =>
  fc.record({
    takes: fc.array(fromDraw(features), { minLength: 1, maxLength: 3 }),
    isWide: fc.boolean(),
    after: fc.oneof(
      { weight: 4, arbitrary: fc.constant<number[]>([]) },
      { weight: 1, arbitrary: fc.array(fc.nat(20), { maxLength: 2 }) },
    ),
    when: features.canBeAbsent ? seldom(askedDraw, 2) : fc.constant(undefined),
    isOptional:
      features.canFail && features.canBeAbsent
        ? fc.constantFrom(false, false, true)
        : fc.constant(false),
    retries: fc.constantFrom(0, 0, 1, 2),
    isMapped: fc.constantFrom(false, true),
    concurrency: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    areElementsOptional: features.canFail ? fc.boolean() : fc.constant(false),
    work: workDraw(features),
    pipe: depth === 0 ? fc.constant(undefined) : seldom(pipeDraw(features, depth - 1, 4), 3),
    fallback: features.canFail ? seldom(workDraw(features), 3) : fc.constant(undefined),
    how: howDraw(features),
    place: fc.nat(),
  });

const fromOf = ({ at, selector, more }: FromDraw, depths: Depths): From => {
  const names = [...depths.keys()];
  const nameAt = (one: number): string => names[names.length - 1 - (one % names.length)] ?? '';
  const first = nameAt(at);
  if (selector === undefined) return first;
  if (selector === 'maybe') return { kind: 'maybe', of: [first] };
  const alike = more.map(nameAt).filter((one) => depths.get(one) === depths.get(first));
  const of = [...new Set([first, ...alike])];
  return { kind: selector === 'atLeast' && of.length < 2 ? 'all' : selector, of };
};

const depthOf = (from: From, depths: Depths): number => {
  if (typeof from === 'string') return depths.get(from) ?? 0;
  const depth = depths.get(from.of[0] ?? '') ?? 0;
  return from.kind === 'all' || from.kind === 'atLeast' ? depth + 1 : depth;
};

const askedOf = (
  { kind, at, than, parts }: AskedDraw,
  depths: Depths,
  untyped: ReadonlySet<string>,
): Asked => {
  const [left, right] = parts;
  if (left !== undefined && right !== undefined) {
    if (kind < 2) return { kind: 'not', of: askedOf(left, depths, untyped) };
    const of = [askedOf(left, depths, untyped), askedOf(right, depths, untyped)] as const;
    return { kind: kind < 6 ? 'and' : 'or', of };
  }
  const names = [...depths.keys()];
  const name = names[names.length - 1 - (at % names.length)] ?? '';
  if (kind === 0) return { kind: 'has', of: name };
  const isList = (depths.get(name) ?? 0) > 0;
  const isAsked = kind === 9 && untyped.has(name) ? !isList : isList;
  return isAsked
    ? { kind: 'longer', of: name, than }
    : { kind: 'above', of: name, than: than * 250 };
};

/** As it is drawn, unless what comes of it would be a matter of time. */
const howOf = (
  { how, retries }: StageDraw,
  work: Work | undefined,
  isNumber: boolean,
): Pick<Stage, 'isHedged' | 'batch' | 'repeat'> => {
  // The attempt beside another has a number of its own, and so would be late or fail in place of a later one.
  const isEven = work !== undefined && work.times === 0 && work.late === 0;
  // The calls of a batch that fails are tried again alone, where there is a try left.
  const isFair = isEven && (work.failing === 0 || retries > 0);
  return {
    isHedged: how.kind === 'hedge' && isEven,
    batch: how.kind === 'batch' && isFair ? how.batch : undefined,
    repeat:
      how.kind === 'repeat' && work !== undefined && !work.isList && isNumber
        ? how.rounds
        : undefined,
  };
};

const pipeOf = (
  { stages, outputs }: PipeDraw,
  inputs: readonly (readonly [string, number])[],
  features: Features,
): Pipe => {
  const depths: Depths = new Map(inputs);
  // Of the others it is known when they are loaded that they are lists: a wrong condition would be refused.
  const untyped = new Set(features.canBeWrong ? depths.keys() : []);
  const names: string[] = [];
  const built = stages.map((draw, index): Stage => {
    const name = `t${index}`;
    const takes = draw.takes.map((one) => fromOf(one, depths));
    const inner = takes.map((one) => depthOf(one, depths));
    const over = inner.flatMap((depth, at) => (depth > 0 ? [at] : [])).slice(0, 1);
    const isMapped = draw.isMapped && over.length > 0;
    if (isMapped) for (const at of over) inner[at] = (inner[at] ?? 1) - 1;
    const when = draw.when && askedOf(draw.when, depths, untyped);
    const body =
      draw.pipe === undefined
        ? draw.work
        : pipeOf(
            draw.pipe,
            inner.map((depth, at) => [port(at), depth]),
            features,
          );
    const given = isPipe(body) ? body.outputs.map(([one]) => one) : ['y', 'z'];
    const gives = draw.isWide ? given : given.slice(0, 1);
    for (const one of gives) {
      const depth = isPipe(body)
        ? (innerDepths.get(body)?.get(one) ?? 0)
        : Number(body.isList && one === 'y');
      depths.set(`${name}.${one}`, depth + Number(isMapped));
      if (features.canBeWrong && !isMapped && !isPipe(body)) untyped.add(`${name}.${one}`);
    }
    const after = names.length === 0 ? [] : draw.after.map((at) => names[at % index] ?? '');
    names.push(name);
    return {
      name,
      takes,
      gives,
      after: [...new Set(after)],
      when,
      isOptional: draw.isOptional,
      retries: draw.retries,
      over: isMapped ? over : undefined,
      concurrency: draw.concurrency,
      areElementsOptional: draw.areElementsOptional,
      body,
      fallback: isPipe(body) ? undefined : draw.fallback && { ...draw.fallback, times: 0, late: 0 },
      ...howOf(draw, isPipe(body) ? undefined : body, inner[0] === 0),
      place: draw.place,
    };
  });
  const pipe: Pipe = {
    inputs: inputs.map(([name]) => name),
    stages: built,
    outputs: outputs.map((draw, at) => [`o${at}`, fromOf(draw, depths)]),
  };
  innerDepths.set(
    pipe,
    new Map(pipe.outputs.map(([name, from]) => [name, depthOf(from, depths)] as const)),
  );
  return pipe;
};

const innerDepths = new WeakMap<Pipe, Depths>();

export interface Drawn {
  readonly pipe: Pipe;
  readonly inputs: Readonly<Record<string, Value>>;
}

export const inputValues: fc.Arbitrary<Drawn['inputs']> = fc.record({
  x: fc.nat(999),
  u: fc.nat(999),
  v: fc.nat(999),
  xs: fc.oneof(fc.constant([]), fc.array(fc.nat(999), { maxLength: 1 }), fc.array(fc.nat(999))),
});

export const pipes = (features: Features = allFeatures): fc.Arbitrary<Pipe> =>
  pipeDraw(features, features.depth, features.size).map((draw) =>
    pipeOf(
      draw,
      [
        ['x', 0],
        ['xs', 1],
        ['u', 0],
        ['v', 0],
      ],
      features,
    ),
  );

export const drawnPipes = (features: Features = allFeatures): fc.Arbitrary<Drawn> =>
  fc.record({ pipe: pipes(features), inputs: inputValues });

const declared = (from: From): unknown => {
  if (typeof from === 'string') return from;
  if (from.kind === 'maybe') return { maybe: from.of[0] };
  if (from.kind === 'atLeast') return { all: from.of, atLeast: from.of.length - 1 };
  return { [from.kind]: from.of };
};

export const celOf = (asked: Asked): string => {
  switch (asked.kind) {
    case 'above':
      return `${asked.of} > ${asked.than}`;
    case 'longer':
      return `size(${asked.of}) > ${asked.than}`;
    case 'has':
      return `has(${asked.of})`;
    case 'not':
      return `!(${celOf(asked.of)})`;
    case 'and':
      return `(${celOf(asked.of[0])}) && (${celOf(asked.of[1])})`;
    case 'or':
      return `(${celOf(asked.of[0])}) || (${celOf(asked.of[1])})`;
  }
};

const names = new Registry([
  { name: 'R', run: () => ({}) },
  { name: 'F', run: () => ({}) },
  { name: 'B', batch: true, run: () => ({}) },
]);

const entry = async (stage: Stage, runners: Registry): Promise<readonly [string, object]> => [
  stage.name,
  {
    ...(isPipe(stage.body)
      ? { pipeline: await loadedPipe(stage.body, runners) }
      : { runner: stage.batch === undefined ? 'R' : 'B' }),
    inputs: Object.fromEntries(stage.takes.map((from, at) => [port(at), declared(from)])),
    outputs: stage.gives,
    ...(stage.after.length > 0 && { dependencies: stage.after }),
    ...(stage.when && { when: celOf(stage.when) }),
    ...(stage.isOptional && { onFailure: 'omit' }),
    ...(stage.retries > 0 && { retry: stage.retries }),
    // Attempts that end take less.
    ...(!isPipe(stage.body) && stage.body.late > 0 && { timeout: '10ms' }),
    ...(stage.isHedged && { hedge: '3ms' }),
    ...(stage.batch !== undefined && { batch: { size: stage.batch, wait: '2ms' } }),
    ...(stage.repeat && {
      repeat: {
        until: `${stage.gives[0]} > ${stage.repeat.above}`,
        atMost: stage.repeat.atMost,
        carry: { [port(0)]: stage.gives[0] },
      },
    }),
    ...(stage.over && {
      map: {
        over: stage.over.map(port),
        ...(stage.concurrency !== undefined && { concurrency: stage.concurrency }),
        ...(stage.areElementsOptional && { onFailure: 'omit' }),
      },
    }),
    ...(stage.fallback && { fallback: [{ runner: 'F' }] }),
  },
];

const loadedPipe = async (pipe: Pipe, runners: Registry = names): Promise<Pipeline> => {
  const stages = [...pipe.stages].sort((a, b) => a.place - b.place);
  const components: [string, object][] = [];
  for (const stage of stages) components.push([...(await entry(stage, runners))]);
  return orThrow(
    await loadObject(
      {
        pipeline: {
          name: 'random',
          inputs: pipe.inputs,
          outputs: Object.fromEntries(pipe.outputs.map(([name, from]) => [name, declared(from)])),
          components: Object.fromEntries(components),
        },
      },
      { runners },
    ),
  );
};

/** A number that nothing else gives so easily. */
export const mixed = (...parts: readonly unknown[]): number => {
  let hash = 2166136261;
  for (const character of JSON.stringify(parts))
    hash = Math.imul(hash ^ character.charCodeAt(0), 16777619) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), 2246822507) >>> 0;
  return (hash ^ (hash >>> 13)) >>> 0;
};

/** A batch is made of calls of many elements, and does not know of which. */
export const calledAs = ({ batch }: Stage, task: string): string =>
  batch === undefined ? task : withoutElements(task);

/** What an attempt of a task gives; `undefined` where it fails. */
export const workedOut = (
  task: string,
  work: Work,
  gives: readonly string[],
  values: readonly Value[],
): Record<string, Value> | undefined => {
  if (mixed('fails', task, values) % 7 < work.failing) return undefined;
  return Object.fromEntries(
    gives.map((one) => {
      const value = mixed(task, one, values) % 1000;
      const list = Array.from({ length: value % 4 }, (_, at) => mixed(value, at) % 1000);
      return [one, work.isList && one === 'y' ? list : value];
    }),
  );
};

/** By the ways to them, without the places of elements. */
export const allStages = function* (pipe: Pipe, prefix = ''): Generator<readonly [string, Stage]> {
  for (const stage of pipe.stages) {
    yield [prefix + stage.name, stage];
    if (isPipe(stage.body)) yield* allStages(stage.body, `${prefix}${stage.name}/`);
  }
};

/** What differs from run to run of one graph. */
export interface Circumstances {
  /** Durations follow from it. */
  timing: number;
  /** Whether a task is to fail, beside what it does of itself. */
  breaks?: (task: string) => boolean;
  /** Told of each call of a runner. */
  called?: () => void;
  /** Told of how many runners are at work: one more, one less. */
  atWork?: (sign: 1 | -1) => void;
}

/** The graph of a pipeline, whose runners look at the circumstances as they run. */
export const graphOfPipe = async (pipe: Pipe, circumstances: Circumstances): Promise<Graph> => {
  const stages = new Map(allStages(pipe));
  const given = (
    name: string,
    { component: task, attempt }: RunnerContext,
    calls: readonly (readonly Value[])[],
  ): readonly Record<string, Value>[] => {
    const stage = stages.get(withoutElements(task)) as Stage;
    const work = (name === 'F' ? stage.fallback : stage.body) as Work;
    const isBroken = attempt <= work.times || circumstances.breaks?.(task) === true;
    return calls.map((values) => {
      const one = isBroken
        ? undefined
        : workedOut(calledAs(stage, task), work, stage.gives, values);
      if (one === undefined) throw new Error('broken');
      return one;
    });
  };
  const inTime = <T>(name: string, context: RunnerContext, give: () => T): T | Observable<T> => {
    circumstances.called?.();
    const { component: task, attempt, scheduler } = context;
    const { body } = stages.get(withoutElements(task)) as Stage;
    const isLate = name === 'R' && !isPipe(body) && attempt <= body.late;
    const time = mixed('time', circumstances.timing, task, attempt, name) % 7;
    circumstances.atWork?.(1);
    const ended = finalize<T>(() => circumstances.atWork?.(-1));
    if (isLate) return NEVER.pipe(ended);
    if (time > 0) return timer(time, scheduler).pipe(map(give), ended);
    try {
      return give();
    } finally {
      circumstances.atWork?.(-1);
    }
  };
  const single = (name: 'R' | 'F'): Runner => ({
    name,
    run: (inputs, context) =>
      inTime(
        name,
        context,
        () => given(name, context, [Object.values(inputs) as Value[]])[0] ?? {},
      ),
  });
  const batched: Runner = {
    name: 'B',
    batch: true,
    run: (inputs, context) =>
      inTime('B', context, () => {
        const lists = Object.values(inputs) as Value[][];
        const calls = (lists[0] ?? []).map((_, at) => lists.map((list) => list[at] ?? null));
        const all = given('B', context, calls);
        const { gives } = stages.get(withoutElements(context.component)) as Stage;
        return Object.fromEntries(gives.map((one) => [one, all.map((call) => call[one] ?? null)]));
      }),
  };
  const registry = new Registry([single('R'), single('F'), batched]);
  return (await loadedPipe(pipe, registry)).graph;
};
