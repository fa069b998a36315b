import { autorun, computed, type IComputedValue, observable, runInAction } from 'mobx';

import type { LiveEngine } from '../engines/live-engine.js';
import { follow, sourcesByTask } from '../live-shapes.js';
import { start } from '../work.js';

export const engine: LiveEngine = (shape, first) => {
  const { inputs, outputs, sources } = shape;
  const source = sourcesByTask(shape);
  const boxes = sources.map(() => observable.box(first));
  const cells: IComputedValue<number>[] = [];
  inputs.forEach((from, task) => {
    const taken = from.length === 0 ? [boxes[source[task] ?? 0]] : from.map((one) => cells[one]);
    const cell = computed(
      () => {
        let out = start(task);
        for (const one of taken) out = follow(out, one?.get() ?? NaN);
        return out;
      },
      { keepAlive: true },
    );
    cells.push(cell);
    // In order, so that none is found through a long way of others that were never asked for.
    cell.get();
  });
  const told: number[] = [];
  outputs.forEach((task, at) => {
    autorun(() => {
      told[at] = cells[task]?.get() ?? NaN;
    });
  });
  return {
    change: (value) => {
      runInAction(() => {
        boxes[0]?.set(value);
      });
    },
    outputs: () => told,
  };
};
