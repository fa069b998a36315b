import type { Condition } from '../conditions/condition.js';
import type { InputType } from '../declaration/inputs.js';
import type { Json } from '../declaration/codecs/json.js';
import type { RetryPolicy } from '../declaration/policies.js';
import type { Runner } from '../runners/runner.js';

/**
 * A checked pipeline: every reference resolved, free of cycles, every policy filled in. Names stand
 * at its edges; inside, things are told apart by their index: a component by its place in
 * `components`, a consumable by its place in `consumables`.
 */
export interface Graph {
  readonly name: string;
  readonly description: string | undefined;
  /** The pipeline's inputs, as declared. Input `i` is consumable `i`. */
  readonly inputs: readonly PipelineInput[];
  /** Ordered so that each stands behind all that it depends on: by level, then as declared. */
  readonly components: readonly Component[];
  /** First the pipeline's inputs, then what the components publish, then what is chosen from these. */
  readonly consumables: readonly Consumable[];
  /** As declared. */
  readonly outputs: readonly PipelineOutput[];
  /** How many attempts may be at work at once in a run; `undefined` for no limit. */
  readonly concurrency: number | undefined;
  /** How many of each resource there are. */
  readonly resources: ReadonlyMap<string, number>;
  /** For the whole run, in milliseconds. */
  readonly timeout: number | undefined;
  /** The folder from which paths in params count; absent for the working directory. */
  readonly directory?: string;
}

export interface PipelineInput {
  readonly name: string;
  readonly type: InputType | undefined;
  /** What it is when it is not given; absent where it must be given. */
  readonly default: { readonly value: Json } | undefined;
  readonly description: string | undefined;
}

export interface PipelineOutput {
  /** Its name in the result. */
  readonly name: string;
  readonly consumable: number;
}

export interface Consumable {
  /** `document_id`, or `component.output`. */
  readonly name: string;
  /** The component that publishes it; `undefined` for an input of the pipeline, and for a choice. */
  readonly component: number | undefined;
  /** How it is chosen from others. */
  readonly choice?: Choice;
}

/**
 * How a consumable follows from others, which are inputs or published: a selector, or the condition of
 * a component (`when`), which is there where it holds and absent where it does not.
 */
export interface Choice {
  readonly kind: 'first' | 'race' | 'all' | 'maybe' | 'when';
  readonly of: readonly number[];
  /** With `all`: how many must be there, and are enough. */
  readonly atLeast?: number;
  /** With `when`: over the names of `of`. */
  readonly condition?: Condition;
  /** The component that it is for, or the output of the pipeline: what it fails with is theirs. */
  readonly owner: string;
}

export interface Component {
  readonly name: string;
  readonly description: string | undefined;
  readonly runner: Runner;
  readonly params: Readonly<Record<string, unknown>>;
  /** In the order in which the runner is given them. */
  readonly inputs: readonly ComponentInput[];
  readonly outputs: readonly {
    readonly name: string;
    readonly port: string;
    readonly consumable: number;
  }[];
  /** Its condition, as a consumable that is absent where it does not hold. */
  readonly when?: number;
  /** Whether what it publishes is absent where it fails, and the run goes on. */
  readonly onFailure?: 'omit';
  /** The components that must have finished first though they pass no value, as declared. */
  readonly dependencies: readonly number[];
  /** All components that must have finished first, each once, ascending. */
  readonly predecessors: readonly number[];
  /** How many components the longest path to this one has, itself counted. */
  readonly level: number;
  /** Its place among the components of the declaration, from 0: equal readiness is decided by it. */
  readonly declared: number;
  /** Whether no output of the pipeline needs it. It is not run then. */
  readonly pruned: boolean;
  /** For one attempt, in milliseconds. */
  readonly timeout: number | undefined;
  readonly retry: RetryPolicy | undefined;
  readonly resources: readonly { readonly name: string; readonly count: number }[];
  /** Runs it for each element of lists. `retry`, `timeout` and the like are those of an element then. */
  readonly map?: ElementMap;
  /** A pipeline of its own that is run in place of a runner, for the outputs that are taken. */
  readonly pipeline?: Graph;
  /** Tried in turn where all attempts have failed: the same with other runners. */
  readonly fallback?: readonly Component[];
  /** After how many milliseconds a second attempt is started beside one that has not ended. */
  readonly hedge?: number;
  /** Of a runner that takes several calls at once: how many, and for how long they are gathered. */
  readonly batch?: Batch;
  /** Runs it again, with outputs carried into its inputs. */
  readonly repeat?: Repetition;
  /** The number of worker threads that its attempts share; `true` for one for each processor. */
  readonly thread?: number | true | undefined;
  /** The pool of workers that it is run by, where runs have such. */
  readonly workers?: string;
  /** Whether what it gives may serve other runs; absent where nothing is said of it. */
  readonly cache?: boolean;
  /** Stands for the code of its runner in what its results are known by. */
  readonly version?: string;
  /** The outputs, by name, that must never be written to a store. */
  readonly unstored?: readonly string[];
}

export interface ComponentInput {
  readonly port: string;
  readonly consumable: number;
  /** The component whose elements `null` may stand for in the list that comes to it. */
  readonly gapsOf?: string;
}

export interface ElementMap {
  /** The ports that take one element each, of lists of one length. */
  readonly over: readonly string[];
  /** How many elements may be at work at once. */
  readonly concurrency: number | undefined;
  /** Whether an element that fails is `null` in the lists (`omit`), or fails the whole. */
  readonly onFailure: 'stop' | 'omit';
  /** What is run for each element. */
  readonly element: Component;
}

export interface Batch {
  readonly size: number;
  /** In milliseconds, from the first call on. */
  readonly wait: number;
}

export interface Repetition {
  /** Over the outputs by name. */
  readonly until: Condition;
  readonly atMost: number;
  /** Which output is the value of which port in the next round. */
  readonly carry: readonly { readonly port: string; readonly output: string }[];
}

/** The components that publish a consumable, or what it is chosen from. */
export const publishersOf = (
  consumables: readonly Consumable[],
  consumable: number,
): readonly number[] => {
  const { component, choice } = consumables[consumable] ?? {};
  if (choice !== undefined) return choice.of.flatMap((one) => consumables[one]?.component ?? []);
  return component === undefined ? [] : [component];
};

/** The figures by which graphs are compared. */
export interface GraphFigures {
  readonly components: number;
  readonly pruned: number;
  /** Pairs of components of which one waits for the other. */
  readonly edges: number;
  /** How many components the longest path has. */
  readonly depth: number;
}

export const figures = ({ components }: Graph): GraphFigures => ({
  components: components.length,
  pruned: components.filter(({ pruned }) => pruned).length,
  edges: components.reduce((sum, { predecessors }) => sum + predecessors.length, 0),
  depth: components.at(-1)?.level ?? 0,
});

/** The names of the components on a longest path among those that are run, first to last. */
export const longestPath = ({ components }: Graph): readonly number[] => {
  let at = -1;
  let level = 0;
  components.forEach((component, index) => {
    if (!component.pruned && component.level > level) [at, level] = [index, component.level];
  });
  const path: number[] = [];
  while (at >= 0) {
    path.push(at);
    const { predecessors, level }: Component = components[at] as Component;
    at = predecessors.find((index) => components[index]?.level === level - 1) ?? -1;
  }
  return path.reverse();
};
