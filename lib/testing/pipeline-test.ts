import type { Observable } from 'rxjs';
import type { RunHelpers, TestScheduler } from 'rxjs/testing';

import type { EachOperator } from '../engine/each/each.js';
import type { EachOptions, EachResult } from '../engine/each/each-options.js';
import type { Values } from '../engine/events/event.js';
import type { LiveInputs } from '../engine/live/live.js';
import type { LiveOptions } from '../engine/live/live-options.js';
import type { LiveRun } from '../engine/live/live-run.js';
import type { Run } from '../engine/run/run.js';
import type { RunOptions } from '../engine/run/run-options.js';
import type { Graph } from '../graph/graph.js';
import type { MarbleRunner, MarbleValues } from './marble-runner.js';
import type { Runners } from './replaced-runners.js';

/** A pipeline, or only its graph: what `loadFile` and the like give. */
export interface Loaded {
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
  /** The operator that runs a pipeline for each item, in the time of the test. */
  readonly each: (
    pipeline: Loaded,
    options?: Omit<EachOptions, 'scheduler'> & { readonly runners?: Runners },
  ) => EachOperator<Values | EachResult>;
  /** The outputs by name, of a run or of what `each` gives; an error is compared by its message. */
  readonly expectOutputs: (
    outputs: Run | LiveRun | Observable<unknown>,
    unsubscription?: string,
  ) => Expected;
  /** A consumable: its value, or its states in a live run; an error is compared by its message. */
  readonly expectConsumable: (
    run: Run | LiveRun,
    name: string,
    unsubscription?: string,
  ) => Expected;
  /**
   * What happens to a task, a letter each: `w` it waits for a slot, `s` an attempt starts, `e` an
   * attempt fails and another follows, `f` it has finished, `x` it has failed, `i` it is skipped for
   * another has failed, `a` it is omitted, `c` it is cancelled, `r` it is restarted; in a live run `o` it is superseded,
   * `k` what it gave is kept. Elements of lists and tasks of
   * pipelines within are named as in events: `read[1]`, `read/ocr`. Throws for a component that there
   * is not.
   */
  readonly expectTask: (run: Run | LiveRun, task: string) => Expected;
}
