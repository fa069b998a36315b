import type { OmissionReason, Outcome } from '../../engine/events/event.js';
import type { RecordedFailure } from '../record/recorded-event.js';

/*
 * What a report says, as the data that its page shows. Times are milliseconds from the start of the
 * run, tasks and texts are told by their places in their lists.
 */

export interface ReportData {
  readonly pipeline: string;
  readonly description?: string;
  /** What it is a run of, where it is one of many items. */
  readonly item?: string;
  readonly run: string;
  /** What its random numbers follow from. */
  readonly seed: number;
  /** Milliseconds since the epoch. */
  readonly started: number;
  readonly duration: number;
  /** `unfinished` where the record breaks off. */
  readonly outcome: Outcome | 'unfinished';
  readonly timeout?: number;
  readonly concurrency?: number;
  readonly resources?: Readonly<Record<string, number>>;
  readonly inputs: readonly NamedText[];
  readonly outputs: readonly NamedText[];
  /** In the order of the graph. */
  readonly tasks: readonly TaskData[];
  /**
   * Elements of lists, and tasks of pipelines within: parts of tasks, whose places follow on those of
   * `tasks`.
   */
  readonly parts: readonly TaskData[];
  /** The values, each once: many are the output of one task and the input of others. */
  readonly texts: readonly ValueText[];
  /** The tasks that the end of the run waited for, one after the other. */
  readonly chain: readonly number[];
  /** What is left out or went wrong beside the run. */
  readonly notes: readonly string[];
}

/** A name, and the place of its value's text. */
export type NamedText = readonly [name: string, text: number];

/** `text` is a string as it is, `data` JSON. */
export type ValueText = readonly [kind: 'text' | 'data', text: string];

export type ReportState =
  | 'finished'
  | 'failed'
  | 'skipped'
  /** It did not run, and that is in order. */
  | 'omitted'
  | 'cancelled'
  /** Where the record breaks off. */
  | 'running'
  /** It was at work when its process went, as the page of a server knows. */
  | 'interrupted'
  | 'pending'
  /** No output that was asked for needs it. */
  | 'unneeded';

export interface TaskData {
  readonly name: string;
  readonly runner: string;
  readonly level: number;
  readonly state: ReportState;
  readonly description?: string;
  readonly params?: number;
  readonly timeout?: number;
  readonly retry?: string;
  readonly resources?: Readonly<Record<string, number>>;
  /** The tasks that it waits for. */
  readonly needs: readonly number[];
  /** Where it is given its values from, by port. */
  readonly wires: Readonly<Record<string, WireData>>;
  /** What it is a part of. */
  readonly within?: number;
  /** How many of its parts are left out. */
  readonly partsLeftOut?: number;
  /** How it is run, in words. */
  readonly ways: readonly (readonly [name: string, text: string])[];
  /** Why it did not run, and with which task that began. */
  readonly omission?: {
    readonly reason: OmissionReason;
    readonly origin: string;
    readonly task?: number;
  };
  /** Those after which it was run again. */
  readonly rounds?: readonly RoundData[];
  readonly attempts: readonly AttemptData[];
  /** Attempts before those, which are left out: how many, and how long they were at work. */
  readonly earlier?: { readonly attempts: number; readonly work: number };
  readonly waits: readonly WaitData[];
  readonly outputs?: readonly NamedText[];
  /** What it waits for now, where somebody may have to see to it: a worker that there is none of. */
  readonly waitsFor?: string;
  /** What has come of outputs so far, where it is at work and tells. */
  readonly coming?: readonly (readonly [output: string, text: string])[];
  /** Where its outputs were looked up, as `run/task`: no attempt was made. */
  readonly keptFrom?: string;
  readonly failure?: RecordedFailure;
  /** That it may fail: what needs it goes on without it. */
  readonly mayFail?: true;
  /** The task whose failure is why it was skipped. */
  readonly cause?: number;
  readonly logs: readonly LogData[];
  /** How many lines are left out after the first half of `logs`. */
  readonly logsLeftOut?: number;
  readonly restarts?: readonly number[];
}

export interface WireData {
  /** How it is chosen; absent where it is just one. */
  readonly selector?: string;
  /** Consumables, with the tasks that publish them. */
  readonly of: readonly (readonly [consumable: string, task?: number])[];
}

export interface AttemptData {
  readonly number: number;
  readonly from: number;
  readonly to: number;
  readonly end: 'finished' | 'failed' | 'lost' | 'cancelled' | 'running' | 'interrupted';
  /** Absent where they are those of the attempt before. */
  readonly inputs?: readonly NamedText[];
  readonly failure?: RecordedFailure;
  /** The runner to which it had fallen back. */
  readonly runner?: string;
  /** How far it said it had come. */
  readonly progress?: number;
}

/** For a slot, or for the next attempt. */
export type WaitData = readonly [kind: 'slot' | 'retry', from: number, to: number];

export type LogData = readonly [time: number, attempt: number, message: string];

/** A round of a task that is repeated, and what it gave. */
export type RoundData = readonly [round: number, time: number, outputs: readonly NamedText[]];
