import { ReplaySubject } from 'rxjs';

import type { PipelineOutput } from '../../graph/graph.js';
import type { Values } from '../events/event.js';
import { recordOf } from '../port-values.js';
import type { Cells } from './cells.js';
import { type LiveState, pendingState } from './live-state.js';

/** The state of all outputs together: told only when none is pending, so that they fit together. */
export class LiveOutputs {
  readonly state = new ReplaySubject<LiveState<Values>>(1);
  private readonly outputs: readonly number[];
  private readonly names: readonly string[];
  private readonly cells: Cells;
  /** For each consumable, how many outputs it is. */
  private readonly counts: Int32Array;
  private waiting: number;
  private isTold = true;
  private values: Values | undefined;

  constructor(outputs: readonly PipelineOutput[], cells: Cells, consumables: number) {
    this.outputs = outputs.map(({ consumable }) => consumable);
    this.names = outputs.map(({ name }) => name);
    this.cells = cells;
    this.counts = new Int32Array(consumables);
    for (const { consumable } of outputs)
      this.counts[consumable] = (this.counts[consumable] ?? 0) + 1;
    this.waiting = outputs.length;
    this.state.next(pendingState);
  }

  /** The values that were told last. */
  get latest(): Values {
    return this.values ?? {};
  }

  mark(cell: number): void {
    const count = this.counts[cell] ?? 0;
    if (count === 0) return;
    if (this.waiting === 0 && this.isTold) this.state.next(pendingState);
    this.waiting += count;
  }

  settle(cell: number): void {
    const count = this.counts[cell] ?? 0;
    if (count === 0) return;
    this.waiting -= count;
    this.isTold = false;
  }

  /** Called when all that settles at once has settled. */
  tell(): void {
    if (this.waiting > 0 || this.isTold) return;
    this.isTold = true;
    for (const cell of this.outputs) {
      const failure = this.cells.failure(cell);
      if (failure === undefined) continue;
      this.state.next({ state: 'failure', failure });
      return;
    }
    // What is absent is left out.
    const there = [...this.outputs.keys()].filter(
      (at) => !this.cells.isAbsent(this.outputs[at] ?? 0),
    );
    const names = there.map((at) => this.names[at] ?? '');
    const values = there.map((at) => this.cells.value(this.outputs[at] ?? 0));
    const before = this.values;
    // One and the same record as long as nothing in it changes.
    if (
      before === undefined ||
      Object.keys(before).length !== names.length ||
      names.some((name, at) => !Object.hasOwn(before, name) || before[name] !== values[at])
    )
      this.values = recordOf(names, values);
    this.state.next({ state: 'value', value: this.latest });
  }
}
