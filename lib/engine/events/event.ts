import type { Graph } from '../../graph/graph.js';
import type { Failure } from '../failure.js';

/** Values by name: inputs by port, outputs by name. */
export type Values = Readonly<Record<string, unknown>>;

export interface Common {
  /** The run's id. */
  readonly run: string;
  /** From 0, without gaps. */
  readonly sequence: number;
  /** Milliseconds of the run's scheduler: with the default one, since the epoch. */
  readonly time: number;
}

/** What came of a run. */
export type Outcome = 'done' | 'failed' | 'cancelled' | 'timeout';

export type OmissionReason = 'condition' | 'absent' | 'unneeded';

/** All that can happen in a run. */
export type RunEvent = Common &
  (
    | {
        readonly type: 'run-started';
        readonly graph: Graph;
        readonly inputs: Values;
        /** What the run's random numbers follow from: with it they come again. */
        readonly seed: number;
      }
    /** All inputs are there; the task waits for a slot or for resources. */
    | {
        readonly type: 'task-waiting';
        readonly task: string;
        /** What it waits for, where somebody may have to see to it: such as a worker that there is none of. */
        readonly reason?: string;
      }
    | {
        readonly type: 'attempt-started';
        readonly task: string;
        readonly attempt: number;
        /** Of a runner that the task has fallen back to, its name. */
        readonly runner?: string;
        readonly inputs: Values;
      }
    | {
        readonly type: 'attempt-log';
        readonly task: string;
        readonly attempt: number;
        readonly message: string;
      }
    | {
        readonly type: 'attempt-progress';
        readonly task: string;
        readonly attempt: number;
        /** From 0 to 1. */
        readonly fraction: number;
      }
    /** A piece of what an output will be: void if the attempt fails. */
    | {
        readonly type: 'attempt-part';
        readonly task: string;
        readonly attempt: number;
        readonly output: string;
        readonly value: unknown;
      }
    | {
        readonly type: 'attempt-failed';
        readonly task: string;
        readonly attempt: number;
        readonly failure: Failure;
        /** Milliseconds until the next attempt; `undefined` where another one goes on beside it (`hedge`). */
        readonly retryIn: number | undefined;
      }
    /** Whoever made the attempt is gone; another one follows, which counts as no retry. */
    | {
        readonly type: 'attempt-lost';
        readonly task: string;
        readonly attempt: number;
        readonly reason: string;
      }
    /** What a teardown of the attempt's runner, or a listener of its signal, threw: it changes nothing in how the attempt ended. */
    | {
        readonly type: 'teardown-failed';
        readonly task: string;
        readonly attempt: number;
        readonly message: string;
      }
    /** A round of a task that is repeated has given outputs for which its condition does not hold. */
    | {
        readonly type: 'task-repeated';
        readonly task: string;
        readonly attempt: number;
        /** From 1. */
        readonly round: number;
        readonly outputs: Values;
      }
    | {
        readonly type: 'task-finished';
        readonly task: string;
        readonly attempt: number;
        readonly outputs: Values;
      }
    | { readonly type: 'task-failed'; readonly task: string; readonly failure: Failure }
    /** An input of the task has failed, so that it cannot run; `cause` is the first failure. */
    | { readonly type: 'task-skipped'; readonly task: string; readonly cause: Failure }
    /**
     * The task does not run, and that is in order: its condition does not hold (`condition`), something
     * that it takes is absent (`absent`; `origin` is the component with which that began), or nothing
     * needs any more what it would give (`unneeded`).
     */
    | {
        readonly type: 'task-omitted';
        readonly task: string;
        readonly reason: OmissionReason;
        readonly origin: string;
      }
    /**
     * The task was at work or had yet to start when the run was stopped, or was at work when nothing
     * needed any more what it would give.
     */
    | { readonly type: 'task-cancelled'; readonly task: string }
    /** A failed task and what was skipped below it are about to run again. */
    | {
        readonly type: 'task-restarted';
        readonly task: string;
        readonly below: readonly string[];
      }
    /** In a live run: inputs have changed, at once; what is wrong with one stands for its value. */
    | { readonly type: 'inputs-changed'; readonly inputs: Values }
    /** In a live run: what the task takes has changed while it was at work; the attempt is stopped. */
    | { readonly type: 'task-superseded'; readonly task: string }
    /**
     * No attempt is made: the outputs were looked up (`from`: where, as `run/task`), or, in a live run, what
     * the task takes is equal to what it took, so that what it gave still holds.
     */
    | {
        readonly type: 'task-kept';
        readonly task: string;
        readonly outputs?: Values;
        readonly from?: string;
      }
    /** Something that stands around the attempts of the task has this to say. */
    | { readonly type: 'task-noted'; readonly task: string; readonly message: string }
    /** In a live run: all follows from the inputs as they are now. */
    | { readonly type: 'run-settled'; readonly outputs: Values }
    /** What no task is known to be at fault for, such as an error outside of any, ends the run. */
    | {
        readonly type: 'stray-failure';
        readonly message: string;
        /** Those at work: it may be one of theirs. */
        readonly tasks: readonly string[];
        /** What was thrown, where something was. */
        readonly error: unknown;
      }
    | { readonly type: 'sink-failed'; readonly message: string }
    | {
        readonly type: 'run-finished';
        readonly outcome: Outcome;
        /** Every output of the pipeline that there is. */
        readonly outputs: Values;
      }
  );

/** An event before it is numbered and timed. */
export type EventBody = RunEvent extends infer E
  ? E extends RunEvent
    ? Omit<E, keyof Common>
    : never
  : never;

/** Watches a run. What it throws is reported as an event and harms neither the run nor others. */
export type Sink = (event: RunEvent) => void;
