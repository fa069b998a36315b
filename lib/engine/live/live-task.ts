import type { Component } from '../../graph/graph.js';
import { type TaskHost, TaskRun } from '../task-run.js';

/** A task of a live run at work. */
export class LiveTask extends TaskRun {
  /** What it was started with: the values of its inputs, and behind them the ends it waited for. */
  readonly taken: readonly unknown[];

  constructor(host: TaskHost, task: number, component: Component, taken: readonly unknown[]) {
    super(host, task, component);
    this.taken = taken;
  }
}
