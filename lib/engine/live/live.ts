import { isObservable, map, Observable, type OperatorFunction, Subscription } from 'rxjs';

import type { Graph } from '../../graph/graph.js';
import type { Asked, Only, Typed } from '../../graph/typed.js';
import { InputError, missingInputs, neededInputs, unknownInputs } from '../run/bind-inputs.js';
import { checkLiveOptions } from '../check-options.js';
import type { Values } from '../events/event.js';
import { isRecord, recordOf } from '../port-values.js';
import type { LiveOptions } from './live-options.js';
import { LiveRun } from './live-run.js';
import { quoted } from '../../diagnostics/wording.js';

/** One Observable for each input, or one of changes: each emission the inputs that change at once. */
export type LiveInputs = Readonly<Record<string, Observable<unknown>>> | Observable<Values>;

/**
 * Starts a live run of a pipeline and gives it to hold: its outputs follow its inputs. What the
 * Observables emit while they are subscribed is one change. Inputs with a default have it until
 * they are given. The run completes when all Observables have completed and all is settled; an
 * Observable that errors ends it with that error. Without `inputs` it is fed by `set` alone.
 * Throws an `InputError` for names that are no inputs, and where inputs are missing.
 */
export const live = (
  { graph }: { readonly graph: Graph },
  inputs?: LiveInputs,
  options: LiveOptions = {},
): LiveRun => {
  const problems = inputs === undefined ? [] : problemsOf(graph, inputs, options.only);
  if (problems.length > 0) throw new InputError(problems);
  const run = new LiveRun(graph, options);
  const first = new Map<string, unknown>(
    graph.inputs.flatMap((input) =>
      input.default === undefined ? [] : [[input.name, input.default.value]],
    ),
  );
  let isFirst = true;
  const feed = (values: Values): void => {
    if (!isFirst || !isRecord(values)) run.feed(values);
    else for (const name of Object.keys(values)) first.set(name, values[name]);
  };
  const sources = new Subscription();
  const end = (): void => {
    sources.unsubscribe();
  };
  run.state$.subscribe({ error: end, complete: end });
  const isComplete = inputs === undefined ? false : subscribe(inputs, feed, run, sources);
  isFirst = false;
  run.feed(recordOf([...first.keys()], [...first.values()]));
  if (isComplete) run.complete();
  return run;
};

/** `live` as an operator: changes of inputs in, values of outputs out; unsubscribing cancels it. */
export function liveOutputs<O = Values, const K extends string = keyof O & string>(
  pipeline: { readonly graph: Graph } & Typed<O>,
  options?: LiveOptions & Only<K>,
): OperatorFunction<Values, Asked<O, K>>;
export function liveOutputs(
  pipeline: { readonly graph: Graph },
  options: LiveOptions = {},
): OperatorFunction<Values, Values> {
  checkLiveOptions(pipeline.graph, options);
  return (changes) =>
    new Observable((subscriber) => {
      const run = live(pipeline, changes, options);
      subscriber.add(run.outputs$.subscribe(subscriber));
      subscriber.add(() => {
        run.cancel();
      });
    });
}

const problemsOf = (
  graph: Graph,
  inputs: LiveInputs,
  only: readonly string[] | undefined,
): readonly string[] => {
  if (isObservable(inputs)) return [];
  return [
    ...missingInputs(graph, (name) => Object.hasOwn(inputs, name), neededInputs(graph, only)),
    ...unknownInputs(graph, inputs),
    ...Object.entries(inputs).flatMap(([name, source]) =>
      isObservable(source)
        ? []
        : [`input ${quoted(name)} must be an Observable: \`of(value)\` for one that never changes`],
    ),
  ];
};

// Gives whether all had completed before it returned; else the run is told when they have.
const subscribe = (
  inputs: LiveInputs,
  feed: (values: Values) => void,
  run: LiveRun,
  sources: Subscription,
): boolean => {
  const all: readonly Observable<Values>[] = isObservable(inputs)
    ? [inputs]
    : Object.entries(inputs).map(([name, source]) => named(name, source));
  let open = all.length;
  let isSubscribing = true;
  for (const source of all)
    sources.add(
      source.subscribe({
        next: feed,
        error: (error: unknown) => {
          run.fail(error);
        },
        complete: () => {
          open -= 1;
          if (open === 0 && !isSubscribing) run.complete();
        },
      }),
    );
  isSubscribing = false;
  return open === 0;
};

const named = (name: string, source: Observable<unknown>): Observable<Values> =>
  source.pipe(map((value) => recordOf([name], [value])));
