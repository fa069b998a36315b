import { catchError, filter, map, type Observable, ReplaySubject, throwError } from 'rxjs';
import { type RunHelpers, TestScheduler } from 'rxjs/testing';

import { type LiveInputs, live as startLive } from '../engine/live/live.js';
import type { LiveOptions } from '../engine/live/live-options.js';
import type { LiveRun } from '../engine/live/live-run.js';
import type { RunEvent, Sink, Values } from '../engine/event.js';
import { messageOf } from '../engine/failure.js';
import type { Run } from '../engine/run.js';
import type { RunOptions } from '../engine/run-options.js';
import { start } from '../engine/start.js';
import type { Graph } from '../graph/graph.js';
import type { Runner } from '../runners/runner.js';
import {
  type MarbleCall,
  type MarbleRunner,
  marbleRunner,
  type MarbleValues,
} from './marble-runner.js';
import { sameFrames } from './same-frames.js';
import { taskLetter } from './task-letter.js';

export type { MarbleCall, MarbleRunner, MarbleValues };

/** Runners for components by name, in place of those that the pipeline was loaded with. */
export type Runners = Readonly<Record<string, Runner>>;

/** A pipeline, or only its graph: what `loadFile` and the like give. */
interface Loaded {
  readonly graph: Graph;
}

type Expected = ReturnType<RunHelpers['expectObservable']>;

/** What the body of a test is given: all that RxJS gives to one of its marble tests, and more. */
export interface PipelineTest extends RunHelpers {
  /** The time of the test: a frame is a millisecond. */
  readonly scheduler: TestScheduler;
  /**
   * A runner that plays marbles at each call, from then on. Of several marbles the first are for the
   * first call, and the last for all that come after. `#` is an error, by default `new Error('#')`.
   */
  readonly runner: (
    marbles: string | readonly [string, ...string[]],
    values?: MarbleValues,
    error?: unknown,
  ) => MarbleRunner;
  /** Starts a run, now. Throws an `InputError` for wrong inputs. */
  readonly run: (
    pipeline: Loaded,
    inputs: Values,
    options?: Omit<RunOptions, 'scheduler'> & { readonly runners?: Runners },
  ) => Run;
  /** Starts a live run, now. Throws an `InputError` for wrong inputs. */
  readonly live: (
    pipeline: Loaded,
    inputs?: LiveInputs,
    options?: Omit<LiveOptions, 'scheduler'> & { readonly runners?: Runners },
  ) => LiveRun;
  /** The outputs by name; an error is compared by its message. */
  readonly expectOutputs: (run: Run | LiveRun, unsubscription?: string) => Expected;
  /** A consumable: its value, or its states in a live run; an error is compared by its message. */
  readonly expectConsumable: (
    run: Run | LiveRun,
    name: string,
    unsubscription?: string,
  ) => Expected;
  /**
   * What happens to a task, a letter each: `w` it waits for a slot, `s` an attempt starts, `e` an
   * attempt fails and another follows, `f` it has finished, `x` it has failed, `i` it is skipped for
   * another has failed, `c` it is cancelled, `r` it is restarted; in a live run `o` it is superseded,
   * `k` what it gave is kept. Throws for a task that there is not.
   */
  readonly expectTask: (run: Run | LiveRun, task: string) => Expected;
}

interface Sinks {
  readonly sinks?: readonly Sink[];
}

interface Settings extends Sinks {
  readonly runners?: Runners;
}

interface Watched {
  readonly events$: ReplaySubject<RunEvent>;
  readonly graph: Graph;
}

/**
 * Runs the body of a test in virtual time, with a `TestScheduler` of its own; what it expects is
 * compared when the body has returned and all has happened that was to happen. Throws an
 * `AssertionError` then where something is other than expected. Promises have no place in virtual
 * time: runners that give one are replaced by marbles.
 */
export const pipelineTest = (body: (test: PipelineTest) => void): void => {
  const scheduler = new TestScheduler(sameFrames);
  const watched = new WeakMap<Run | LiveRun, Watched>();
  scheduler.run((helpers) => {
    const { expectObservable } = helpers;
    /** Starts a run of either kind, and has its events from the first one on. */
    const started = <R extends Run | LiveRun, O extends Settings>(
      { graph }: Loaded,
      { runners = {}, sinks = [], ...options }: O,
      begin: (pipeline: Loaded, options: Omit<O, keyof Settings> & Required<Sinks>) => R,
    ): R => {
      const events$ = new ReplaySubject<RunEvent>();
      const sink: Sink = (event) => {
        events$.next(event);
      };
      const run = begin(
        { graph: replaced(graph, runners) },
        { ...options, sinks: [sink, ...sinks] },
      );
      watched.set(run, { graph, events$ });
      return run;
    };
    body({
      ...helpers,
      scheduler,
      runner: marbleRunner(helpers, () => scheduler.now()),
      run: (pipeline, inputs, settings = {}) =>
        started(pipeline, settings, (replaced, options) =>
          start(replaced, inputs, { ...options, scheduler }),
        ),
      live: (pipeline, inputs, settings = {}) =>
        started(pipeline, settings, (replaced, options) =>
          startLive(replaced, inputs, { ...options, scheduler }),
        ),
      expectOutputs: (run, unsubscription) =>
        expectObservable<unknown>(withMessages(run.outputs$), unsubscription),
      expectConsumable: (run, name, unsubscription) =>
        expectObservable(withMessages<unknown>(run.consumable(name)), unsubscription),
      expectTask: (run, task) => {
        const of = watched.get(run);
        if (of === undefined) throw new RangeError('the run was not started by this test');
        checkNames(of.graph, [task]);
        return expectObservable<unknown>(
          of.events$.pipe(
            filter((event) => 'task' in event && event.task === task),
            map(taskLetter),
            filter((letter) => letter !== undefined),
          ),
        );
      },
    });
  });
};

const withMessages = <T>(source: Observable<T>): Observable<T> =>
  source.pipe(catchError((error: unknown) => throwError(() => messageOf(error))));

const replaced = (graph: Graph, runners: Runners): Graph => {
  checkNames(graph, Object.keys(runners));
  return {
    ...graph,
    components: graph.components.map((component) => {
      // A thread has modules of its own, and time of its own.
      const { thread, ...rest } = component;
      const runner = Object.hasOwn(runners, component.name) ? runners[component.name] : undefined;
      if (runner === undefined) return component;
      return thread === undefined ? { ...component, runner } : { ...rest, runner };
    }),
  };
};

const checkNames = ({ components }: Graph, names: readonly string[]): void => {
  const unknown = names.find((name) => !components.some((one) => one.name === name));
  if (unknown !== undefined) throw new RangeError(`the pipeline has no component \`${unknown}\``);
};
