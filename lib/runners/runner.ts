import type * as t from 'io-ts';
import type { SchedulerLike } from 'rxjs';

import type { Mistake } from './mistake.js';
import type { Stream } from './stream.js';
import type { Closing } from './lifetime.js';
import type { Wired } from './wired-component.js';

/** Codecs by port name. A port whose codec takes `undefined` may be left unwired. */
export type Ports = Readonly<Record<string, t.Mixed>>;

/** The values of ports by name, as their codecs type them. */
export type PortValues<P extends Ports> = { readonly [K in keyof P]: t.TypeOf<P[K]> };

/** What a runner is told about the attempt that it serves. */
export interface RunnerContext<Params = Readonly<Record<string, unknown>>> {
  /** The id of the run; in runs of many items that of all of them, `-`, and the number of the item. */
  readonly run: string;
  /** The index of the item that the run is for, from 0: within `each` only. */
  readonly item?: number | undefined;
  /** The name of the component. */
  readonly component: string;
  readonly params: Params;
  /** The output ports whose values are asked for, in the order of the declaration. */
  readonly outputs: readonly string[];
  /** From 1. */
  readonly attempt: number;
  /**
   * `run/task/attempt`: the same when a run that was interrupted makes the attempt again, so that a service
   * which is given it can tell that it has done the work already.
   */
  readonly key: string;
  /** Fires when the attempt has failed, is cancelled or its time is up: stop working then. */
  readonly signal: AbortSignal;
  readonly log: (message: string) => void;
  /** A piece of what an output will be, such as a word as it comes; what is given in the end counts. */
  readonly part: (port: string, value: unknown) => void;
  /** How much of the work is done, from 0 to 1. */
  readonly progress: (fraction: number) => void;
  /** The run's clock. Delays that are taken from it run in virtual time where the run does. */
  readonly scheduler: SchedulerLike;
  /** Numbers from 0 to 1 that follow from the run's seed, the component and the attempt alone. */
  readonly random: () => number;
  /** What they follow from, from 0 to 2^32 - 1: for who draws numbers by other means. */
  readonly seed: number;
  /** The folder from which relative paths in params count: that of the pipeline's file. */
  readonly directory: string;
  /** A folder for this attempt alone, made when it is asked for and removed when the run has ended. */
  readonly scratch: () => string;
  /** Where that is, made or not: for who makes it elsewhere. */
  readonly scratchPath: string;
  /**
   * What `make` has made at the first call with that key, for all that ask for it within the run, or
   * within all items of `each`: it is closed when they have ended. Such as a model that is loaded.
   */
  readonly keep: <T extends Closing>(key: string, make: () => T) => T;
  /**
   * Where the run is traced: what carries the trace of the attempt on to a service or a program, as
   * headers by name (`traceparent`). A wrapper sets it.
   */
  readonly trace?: Readonly<Record<string, string>> | undefined;
}

type Outcome<T> = T | Stream<T> | Promise<T | Stream<T>>;

/** What ports are where none are declared: any, of whose values nothing is known. */
export type AnyPorts = Readonly<Record<string, t.UnknownC>>;

type NamesIn<G> = G extends Promise<infer T> | Stream<infer T>
  ? NamesIn<T>
  : Extract<keyof G, string>;

// Of what a function returns TypeScript does not tell keys too many, as it does of a literal.
type NoOther<O extends Ports, G> = [Exclude<NamesIn<G>, keyof O>] extends [never]
  ? unknown
  : { readonly 'there is no such output port': Exclude<NamesIn<G>, keyof O> };

/**
 * What does a component's work. Without `inputs` it takes whatever it is given, without `outputs`
 * whatever is asked of it is expected, without `params` any are passed.
 */
export interface Runner {
  readonly name: string;
  readonly description?: string;
  readonly inputs?: Ports;
  readonly outputs?: Ports;
  readonly params?: t.Mixed;
  /** What it can never work with, of a component that is sound otherwise: asked at loading. */
  readonly check?: (wired: Wired) => readonly Mistake[];
  /** What it needs that this machine has not, such as a program: asked at loading, and told as warnings. */
  readonly missing?: (
    params: Readonly<Record<string, unknown>>,
    directory: string,
  ) => readonly Mistake[];
  /** Stands for its code in what its results are known by: another one says that it gives other results. */
  readonly version?: string;
  /** The files besides its own code that it runs, such as a program's: what is in them counts as code. */
  readonly files?: (
    params: Readonly<Record<string, unknown>>,
    directory: string,
  ) => readonly string[];
  /** Its work is done by a service: nothing here tells when that has changed. */
  readonly isService?: true;
  /** Whether it takes several calls at once: on each port a list of their values, for each output too. */
  readonly batch?: true;
  /** The path of the module that it is from, by its name: without, no other thread can load it. */
  readonly module?: string;
  /** Gives the values of its output ports: now, later, or as a stream whose last value counts. */
  readonly run: (
    inputs: Readonly<Record<string, unknown>>,
    context: RunnerContext,
  ) => Outcome<Readonly<Record<string, unknown>>>;
}

/** A runner whose name and outputs the compiler knows. */
export interface TypedRunner<N extends string, O extends Ports> extends Runner {
  readonly name: N;
  readonly outputs?: O;
}

/** A runner with declared ports and params, whose `run` is typed by them; `G` is what it gives. */
export interface RunnerDefinition<
  I extends Ports,
  O extends Ports,
  P extends t.Mixed,
  G = Outcome<PortValues<O>>,
  N extends string = string,
> {
  readonly name: N;
  readonly description?: string;
  /** Without, it takes whatever it is given. */
  readonly inputs?: I;
  /** Without, whatever is asked of it is expected. */
  readonly outputs?: O;
  /** Without, any params are passed. */
  readonly params?: P;
  /** Its work is done by a service: nothing here tells when that has changed. */
  readonly isService?: true;
  /** The files besides its own code that it runs, such as a program's: what is in them counts as code. */
  readonly files?: (params: t.TypeOf<P>, directory: string) => readonly string[];
  /** Stands for its code in what its results are known by: another one says that it gives other results. */
  readonly version?: string;
  /** What it can never work with, of a component that is sound otherwise: asked at loading. */
  readonly check?: (wired: Wired<t.TypeOf<P>>) => readonly Mistake[];
  /**
   * What it needs that this machine has not, such as a program or a file of a model: asked at loading, and told as
   * warnings. Relative paths count from `directory`.
   */
  readonly missing?: (params: t.TypeOf<P>, directory: string) => readonly Mistake[];
  readonly run: (inputs: PortValues<I>, context: RunnerContext<t.TypeOf<P>>) => G & NoOther<O, G>;
}

/**
 * A runner from its declared ports: the types of what it is given and must give follow from the
 * codecs. Wrong wiring and wrong params are then found when a pipeline is loaded.
 */
export const defineRunner = <
  I extends Ports = AnyPorts,
  O extends Ports = AnyPorts,
  P extends t.Mixed = t.UnknownRecordC,
  G extends Outcome<PortValues<O>> = Outcome<PortValues<O>>,
  const N extends string = string,
>(
  definition: RunnerDefinition<I, O, P, G, N>,
): TypedRunner<N, O> =>
  // The engine decodes inputs and params by these codecs before it calls `run`.
  definition as TypedRunner<N, O>;

/** A runner that takes several calls at once, typed by the ports of one. */
export interface BatchRunnerDefinition<
  I extends Ports,
  O extends Ports,
  P extends t.Mixed,
  N extends string = string,
> extends Omit<RunnerDefinition<I, O, P, Outcome<PortValues<O>>, N>, 'run'> {
  /**
   * As many values of each output as there are of each input, in their order; an `Error` in the place of one is
   * the failure of that call alone.
   */
  readonly run: (
    inputs: { readonly [K in keyof I]: readonly t.TypeOf<I[K]>[] },
    context: RunnerContext<t.TypeOf<P>>,
  ) => Outcome<{ readonly [K in keyof O]: readonly (t.TypeOf<O[K]> | Error)[] }>;
}

/**
 * A runner that takes several calls at once, as `batch` of a component gathers them. Its ports are those
 * of one call; what it is called with are lists of their values.
 */
export const defineBatchRunner = <
  I extends Ports = AnyPorts,
  O extends Ports = AnyPorts,
  P extends t.Mixed = t.UnknownRecordC,
  const N extends string = string,
>(
  definition: BatchRunnerDefinition<I, O, P, N>,
): TypedRunner<N, O> =>
  // As those of `defineRunner`: what it is called with has been decoded, call by call.
  ({ ...(definition as TypedRunner<N, O>), batch: true });

/** Whether a value could serve as a runner. */
export const isRunner = (value: unknown): value is Runner =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'run' in value &&
  typeof value.run === 'function';
