import type { Component } from '../../graph/graph.js';
import { messageOf } from '../../diagnostics/thrown.js';
import { guardedController } from '../../runners/guarded-signal.js';
import type { Values } from '../events/event.js';
import { recordOf } from '../port-values.js';
import type { Task } from '../task.js';
import type { TaskCall } from '../wrappers/task-wrapper.js';

/** A task as its wrappers see it. What they may never ask for is made when it is asked for. */
export class CalledTask implements TaskCall {
  readonly component: Component;
  readonly inputs: Values;
  private readonly of: Task;
  private controller: AbortController | undefined;
  private isStopped = false;

  constructor(task: Task, values: readonly unknown[]) {
    this.of = task;
    // The task's own may be another by and by: one that it falls back to.
    this.component = task.component;
    const ports = task.component.inputs.map(({ port }) => port);
    this.inputs = recordOf(ports, values);
  }

  get run(): string {
    return this.of.settings.run;
  }

  get item(): number | undefined {
    return this.of.settings.item;
  }

  get task(): string {
    return this.of.name;
  }

  get attempt(): number {
    return this.of.attempts;
  }

  get hasFallenBack(): boolean {
    return this.of.fallenBackTo !== undefined;
  }

  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = guardedController((error) => {
        this.note(`an abort listener of a task wrapper failed: ${messageOf(error)}`);
      });
      if (this.isStopped) this.controller.abort();
    }
    return this.controller.signal;
  }

  get note(): TaskCall['note'] {
    return (message) => {
      this.of.settings.emit({ type: 'task-noted', task: this.task, message });
    };
  }

  stop(): void {
    this.isStopped = true;
    this.controller?.abort();
  }
}
