import type { Declaration } from '../declaration/declaration.js';
import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import { quoted } from '../diagnostics/wording.js';
import { componentsOf, type Source } from './declared-names.js';
import type { Wiring } from './wire.js';

/** For each component, as declared, whether an output of the pipeline needs it. */
export const neededFor = (
  outputs: readonly { readonly consumable: number }[],
  sources: readonly Source[],
  predecessors: readonly (readonly number[])[],
): Uint8Array => {
  const needed = new Uint8Array(predecessors.length);
  const stack = outputs.flatMap(({ consumable }) => componentsOf(sources, consumable));
  for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
    if (needed[index] === 1) continue;
    needed[index] = 1;
    for (const before of predecessors[index] ?? []) if (needed[before] !== 1) stack.push(before);
  }
  return needed;
};

/** Warns of what is declared and not needed: inputs that nothing uses, components that are pruned. */
export const reportUnneeded = (
  declaration: Declaration,
  outputs: readonly { readonly consumable: number }[],
  wiring: readonly Wiring[],
  sources: readonly Source[],
  needed: Uint8Array,
  report: (diagnostic: Diagnostic) => void,
): void => {
  const used = new Set(outputs.map(({ consumable }) => consumable));
  for (const { inputs, when } of wiring) {
    for (const { consumable } of inputs) if (consumable !== undefined) used.add(consumable);
    if (when !== undefined) used.add(when);
  }
  for (const consumable of [...used])
    for (const one of sources[consumable]?.choice?.of ?? []) used.add(one);
  declaration.inputs.forEach(({ name }, index) => {
    if (!used.has(index))
      report(
        diagnose('unused-input', name.place, `nothing uses input ${quoted(name.value)}`, {
          label: 'never used',
          help: ['wire it to a component, or remove it'],
        }),
      );
  });
  if (declaration.outputs.length === 0) {
    report(
      diagnose(
        'no-outputs',
        declaration.name.place,
        'the pipeline has no outputs: nothing of it is run',
        {
          label: 'all is pruned',
          help: ['list its results under `outputs`'],
        },
      ),
    );
    return;
  }
  declaration.components.forEach(({ name, outputs }, index) => {
    if (needed[index] !== 1)
      report(
        diagnose(
          'pruned-component',
          name.place,
          `no output needs ${quoted(name.value)}: it is not run`,
          {
            label: 'pruned',
            help: [
              outputs.length > 0
                ? 'name one of its outputs under `outputs` of the pipeline, or remove it'
                : 'give it an output and name that under `outputs` of the pipeline, or let a component that is needed list it under `dependencies`',
            ],
          },
        ),
      );
  });
};
