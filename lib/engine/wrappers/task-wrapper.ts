import type { Observable } from 'rxjs';

import type { Component } from '../../graph/graph.js';
import type { Values } from '../events/event.js';

/** One call of a task: what stands around all its attempts is told of it. */
export interface TaskCall {
  /** The run's id. */
  readonly run: string;
  /** In `each`, which item it is, from 0. */
  readonly item: number | undefined;
  /** The way to it: `ocr`, of an element `read[3]`, of a task within another `read[3]/ocr`. */
  readonly task: string;
  /** Of an element that of one element: whoever has a `map` or a `pipeline` runs other tasks. */
  readonly component: Component;
  /** By port, as they arrived: no codec of its runner has read them yet. */
  readonly inputs: Values;
  /** The number of the attempt that gave its outputs, or else was started last. */
  readonly attempt: number;
  /** Whether what gave its outputs is a runner that it has fallen back to. */
  readonly hasFallenBack: boolean;
  /** Fires when the call is stopped, and not when it has ended. */
  readonly signal: AbortSignal;
  /** Says something of the task, as an event. */
  readonly note: (message: string) => void;
}

/**
 * Stands around all attempts at a task, outside of slot, timeout, retry, fallback and rounds. It subscribes
 * to the attempts, or gives `KeptOutputs` without: then no slot is taken and no attempt is started. What
 * it errors with is the task's failure.
 */
export type TaskWrapper = (
  call: TaskCall,
  attempts$: Observable<TaskOutputs>,
) => Observable<TaskOutputs>;

export type TaskOutputs = Values | KeptOutputs;

/** Outputs by name that no attempt has given: they were looked up. */
export class KeptOutputs {
  readonly outputs: Values;
  /** Where they come from: `run/task`. */
  readonly from: string;

  constructor(outputs: Values, from: string) {
    this.outputs = outputs;
    this.from = from;
  }
}
