import type * as t from 'io-ts';

import type { Values } from './engine/events/event.js';
import type { Runner } from './runners/runner.js';

/*
 * The types of a pipeline's outputs, from its declaration (`D`, with its texts as literals) and its
 * runners (`R`, one of them or several in a union). What the two do not tell is `unknown`.
 *
 * Components, names and ports stand in a map or in a list of maps, outputs and ports also in a list
 * of texts: `E` is such a map, or what is in such a list.
 */

/** What a pipeline gives that is declared as `D`, of runners `R`. */
export type OutputsOf<D, R extends Runner> = D extends {
  readonly pipeline: { readonly outputs: infer O; readonly components: infer C };
}
  ? Present<{ readonly [N in NamesIn<Parts<O>>]: ValueOf<At<Parts<O>, N>, Parts<C>, R> }, Parts<C>>
  : Values;

type Parts<T> = T extends readonly (infer E)[] ? E : T;

type NamesIn<E> = E extends string ? E : keyof E & string;

/** What stands under a name; a text in a list stands under itself. */
type At<E, N> = E extends string
  ? N extends E
    ? N
    : never
  : N extends keyof E
    ? Exclude<E[N], undefined>
    : never;

/** Where a component may be left out, so may be any output: which one that concerns is not followed. */
type Present<V, E> = true extends MayBeAbsent<E> ? Partial<V> : V;

type MayBeAbsent<E> = E extends unknown
  ? { [C in keyof E]: E[C] extends MayBeLeftOut ? true : false }[keyof E]
  : never;

type MayBeLeftOut =
  { readonly when: unknown } | { readonly onFailure: unknown } | { readonly pipeline: unknown };

/** The value of a reference: `component.output`, or an output's name alone. */
type ValueOf<Reference, E, R extends Runner> = Reference extends `${infer C}.${infer N}`
  ? Told<PublishedBy<At<E, C>, N, R>>
  : Told<PublishedBy<At<E, NamesIn<E>>, Reference, R>>;

type Told<T> = [T] extends [never] ? unknown : unknown extends T ? unknown : T;

/** What a component publishes under that name, if it does. */
type PublishedBy<B, N, R extends Runner> = B extends {
  readonly runner: infer M;
  readonly outputs: infer O;
}
  ? [At<Parts<O>, N>] extends [never]
    ? never
    : B extends { readonly fallback: unknown }
      ? unknown
      : Elements<B, PortOf<Named<R, M>, At<Parts<O>, N>>>
  : unknown;

type Elements<B, T> = B extends { readonly map: unknown }
  ? readonly (B extends MayBeLeftOut | { readonly map: { readonly onFailure: unknown } }
      ? T | null
      : T)[]
  : T;

/** The runner of that name; one whose name is not known may be it. */
type Named<R extends Runner, M> = R extends unknown
  ? string extends R['name']
    ? R
    : M extends R['name']
      ? R
      : never
  : never;

type PortOf<R extends Runner, P> = R extends { readonly outputs?: infer O }
  ? P extends keyof O
    ? O[P] extends t.Mixed
      ? t.TypeOf<O[P]>
      : unknown
    : unknown
  : unknown;
