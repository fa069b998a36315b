import {
  catchError,
  filter,
  isObservable,
  map,
  type Observable,
  ReplaySubject,
  throwError,
} from 'rxjs';
import { TestScheduler } from 'rxjs/testing';

import { each } from '../engine/each/each.js';
import type { RunEvent, Sink } from '../engine/events/event.js';
import { messageOf } from '../diagnostics/thrown.js';
import { live } from '../engine/live/live.js';
import type { LiveRun } from '../engine/live/live-run.js';
import type { Run } from '../engine/run/run.js';
import { start } from '../engine/run/start.js';
import { withoutElements } from '../graph/component-at.js';
import type { Graph } from '../graph/graph.js';
import {
  type MarbleCall,
  type MarbleRunner,
  marbleRunner,
  type MarbleValues,
} from './marble-runner.js';
import { NotWaitedFor } from './not-waited-for.js';
import type { Loaded, PipelineTest } from './pipeline-test.js';
import { checkNames, replaced, type Runners } from './replaced-runners.js';
import { sameFrames } from './same-frames.js';
import { taskLetter } from './task-letter.js';

export type { MarbleCall, MarbleRunner, MarbleValues, PipelineTest, Runners };

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
 * time: runners that give one are replaced by marbles, and a body that gives one is refused.
 */
export const pipelineTest = (body: (test: PipelineTest) => void): void => {
  const notWaitedFor = new NotWaitedFor();
  const scheduler = new TestScheduler((actual, expected) => {
    sameFrames(actual, expected, notWaitedFor.told());
  });
  const watched = new WeakMap<Run | LiveRun, Watched>();
  // TypeScript takes what gives a promise for what gives nothing.
  const call: (test: PipelineTest) => unknown = body;
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
        { graph: replaced(graph, runners, notWaitedFor.seen) },
        { ...options, sinks: [sink, ...sinks] },
      );
      watched.set(run, { graph, events$ });
      return run;
    };
    const given = call({
      ...helpers,
      scheduler,
      runner: marbleRunner(helpers, () => scheduler.now()),
      run: (pipeline, inputs, settings = {}) =>
        started(pipeline, settings, (replaced, options) =>
          start(replaced, inputs, { ...options, scheduler }),
        ),
      live: (pipeline, inputs, settings = {}) =>
        started(pipeline, settings, (replaced, options) =>
          live(replaced, inputs, { ...options, scheduler }),
        ),
      each: ({ graph }, { runners = {}, ...options } = {}) =>
        each({ graph: replaced(graph, runners, notWaitedFor.seen) }, { ...options, scheduler }),
      expectOutputs: (outputs, unsubscription) =>
        expectObservable<unknown>(
          withMessages<unknown>(isObservable(outputs) ? outputs : outputs.outputs$),
          unsubscription,
        ),
      expectConsumable: (run, name, unsubscription) =>
        expectObservable(withMessages<unknown>(run.consumable(name)), unsubscription),
      expectTask: (run, task) => {
        const of = watched.get(run);
        if (of === undefined) throw new RangeError('the run was not started by this test');
        checkNames(of.graph, [withoutElements(task)]);
        return expectObservable<unknown>(
          of.events$.pipe(
            filter((event) => 'task' in event && event.task === task),
            map(taskLetter),
            filter((letter) => letter !== undefined),
          ),
        );
      },
    });
    if (isPromise(given)) {
      // What becomes of it is nobody's concern any more.
      given.then(undefined, () => undefined);
      throw new TypeError(
        'the body of a test in virtual time cannot be `async`: nothing waits for it',
      );
    }
  });
};

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' &&
  value !== null &&
  'then' in value &&
  typeof value.then === 'function';

const withMessages = <T>(source: Observable<T>): Observable<T> =>
  source.pipe(catchError((error: unknown) => throwError(() => messageOf(error))));
