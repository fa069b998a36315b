import { computed, effect, type ReadonlySignal, signal } from '@preact/signals-core';

import type { LiveEngine } from '../engines/live-engine.js';
import { follow, sourcesByTask } from '../live-shapes.js';
import { start } from '../work.js';

export const engine: LiveEngine = (shape, first) => {
  const { inputs, outputs, sources } = shape;
  const source = sourcesByTask(shape);
  const signals = sources.map(() => signal(first));
  const cells: ReadonlySignal<number>[] = [];
  inputs.forEach((from, task) => {
    const taken = from.length === 0 ? [signals[source[task] ?? 0]] : from.map((one) => cells[one]);
    const cell = computed(() => {
      let out = start(task);
      for (const one of taken) out = follow(out, one?.value ?? NaN);
      return out;
    });
    cells.push(cell);
    cell.peek();
  });
  const told: number[] = [];
  outputs.forEach((task, at) => {
    effect(() => {
      told[at] = cells[task]?.value ?? NaN;
    });
  });
  return {
    change: (value) => {
      const [changing] = signals;
      if (changing !== undefined) changing.value = value;
    },
    outputs: () => told,
  };
};
