import { computed, effect, signal } from 'alien-signals';

import type { LiveEngine } from '../engines/live-engine.js';
import { follow, sourcesByTask } from '../live-shapes.js';
import { start } from '../work.js';

export const engine: LiveEngine = (shape, first) => {
  const { inputs, outputs, sources } = shape;
  const source = sourcesByTask(shape);
  const signals = sources.map(() => signal(first));
  const cells: (() => number)[] = [];
  inputs.forEach((from, task) => {
    const taken = from.length === 0 ? [signals[source[task] ?? 0]] : from.map((one) => cells[one]);
    const cell = computed(() => {
      let out = start(task);
      for (const one of taken) out = follow(out, one?.() ?? NaN);
      return out;
    });
    cells.push(cell);
    cell();
  });
  const told: number[] = [];
  outputs.forEach((task, at) => {
    effect(() => {
      told[at] = cells[task]?.() ?? NaN;
    });
  });
  return {
    change: (value) => {
      signals[0]?.(value);
    },
    outputs: () => told,
  };
};
