import type { ComponentDeclaration } from '../declaration/declaration.js';
import type { Text } from '../declaration/scalars.js';
import type { Wire } from '../declaration/wiring.js';
import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import { quoted } from '../diagnostics/visible.js';
import type { WiredPort } from './ports.js';
import type { References } from './references.js';

/** What one component is connected to; components by their place in the declaration. */
export interface Wiring {
  readonly inputs: readonly WiredPort[];
  readonly dependencies: readonly { readonly component: number; readonly name: Text }[];
  /** Each once, ascending, never the component itself. */
  readonly predecessors: readonly number[];
}

/** The connections of the component at `index`; what connects to nothing, or to itself, is reported. */
export const wire = (
  component: ComponentDeclaration,
  index: number,
  references: References,
  report: (diagnostic: Diagnostic) => void,
): Wiring => {
  const predecessors = new Set<number>();
  const inputs: WiredPort[] = [];
  for (const { as, reference, port } of named(once(component.inputs, report))) {
    const consumable = references.consumable(reference);
    const before = consumable === undefined ? undefined : references.sources[consumable]?.component;
    if (before === index)
      report(
        ownDependency(
          component,
          reference,
          `${quoted(component.name.value)} consumes what it publishes itself`,
        ),
      );
    else if (before !== undefined) predecessors.add(before);
    inputs.push({ port, consumable, place: (as ?? reference).place, reference });
  }
  const dependencies: { component: number; name: Text }[] = [];
  for (const { reference } of once(asWires(component.dependencies), report)) {
    const before = references.dependency(reference);
    if (before === index)
      report(
        ownDependency(component, reference, `${quoted(component.name.value)} depends on itself`),
      );
    else if (before !== undefined) {
      dependencies.push({ component: before, name: reference });
      predecessors.add(before);
    }
  }
  return { inputs, dependencies, predecessors: [...predecessors].sort((a, b) => a - b) };
};

const asWires = (names: readonly Text[] = []): readonly Wire[] =>
  names.map((reference) => ({ as: undefined, reference }));

const ownDependency = (
  component: ComponentDeclaration,
  reference: Text,
  message: string,
): Diagnostic =>
  diagnose('self-dependency', reference.place, message, {
    label: 'waits for itself',
    related: [{ place: component.name.place, message: 'this component' }],
    help: ['it could never start; refer to another component'],
  });

/** The wires without those that say a reference twice in one list, which are reported. */
export const once = (
  wires: readonly Wire[],
  report: (diagnostic: Diagnostic) => void,
): readonly Wire[] => {
  if (wires.length < 2) return wires;
  const first = new Map<string, Text>();
  return wires.filter(({ as, reference }) => {
    if (as !== undefined) return true;
    const earlier = first.get(reference.value);
    if (earlier === undefined) {
      first.set(reference.value, reference);
      return true;
    }
    report(
      diagnose(
        'repeated-reference',
        reference.place,
        `${quoted(reference.value)} is said twice in this list`,
        {
          label: 'the second',
          related: [{ place: earlier.place, message: 'the first' }],
          help: ['the second has no effect'],
        },
      ),
    );
    return false;
  });
};

/**
 * The wires with the names of their ports: as written, else the last part of the reference, or the
 * whole of it where two would share a name.
 */
const named = (wires: readonly Wire[]): readonly (Wire & { readonly port: string })[] => {
  const last = ({ as, reference }: Wire): string =>
    as?.value ?? reference.value.slice(reference.value.indexOf('.') + 1);
  if (wires.length === 1) return wires.map((one) => ({ ...one, port: last(one) }));
  const shared = new Set<string>();
  const seen = new Set<string>();
  for (const one of wires) (seen.has(last(one)) ? shared : seen).add(last(one));
  return wires.map((one) => ({
    ...one,
    port: one.as === undefined && shared.has(last(one)) ? one.reference.value : last(one),
  }));
};
