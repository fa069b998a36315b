import type { ComponentDeclaration } from '../declaration/declaration.js';
import type { Text } from '../declaration/codecs/scalars.js';
import type { Wire } from '../declaration/wiring.js';
import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import { quoted } from '../diagnostics/wording.js';
import type { WiredPort } from './check-ports.js';
import { linkCondition } from './link-condition.js';
import { linkSelector } from './link-selector.js';
import { asWires, withoutRepeated } from './repeated-references.js';
import { componentsOf } from './declared-names.js';
import type { References } from './references.js';

/** What one component is connected to; components by their place in the declaration. */
export interface Wiring {
  readonly inputs: readonly WiredPort[];
  /** Its condition, as a consumable. */
  readonly when: number | undefined;
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
  const wires = withoutRepeated(component.inputs, report);
  const ports = portNames(wires);
  const waitFor = (consumable: number | undefined, reference: Text): void => {
    for (const before of componentsOf(references.sources, consumable))
      if (before === index) {
        const message = `${quoted(component.name.value)} consumes what it publishes itself`;
        report(ownDependency(component, reference, message));
      } else predecessors.add(before);
  };
  const inputs = wires.map((wire, at): WiredPort => {
    const { as, reference, selector } = wire;
    const consumable =
      selector === undefined
        ? references.consumable(reference)
        : linkSelector(
            wire,
            selector,
            component.name.value,
            references,
            (one) => references.consumable(one),
            report,
          );
    waitFor(consumable, reference);
    return { port: ports[at] ?? '', consumable, place: (as ?? reference).place, reference };
  });
  const when = linkCondition(component, references, report);
  if (when !== undefined && component.when !== undefined) waitFor(when, component.when);
  const dependencies: { component: number; name: Text }[] = [];
  for (const { reference } of withoutRepeated(asWires(component.dependencies), report)) {
    const before = references.dependency(reference);
    if (before === index) {
      const message = `${quoted(component.name.value)} depends on itself`;
      report(ownDependency(component, reference, message));
    } else if (before !== undefined) {
      dependencies.push({ component: before, name: reference });
      predecessors.add(before);
    }
  }
  return {
    inputs,
    when,
    dependencies,
    predecessors: Array.from(predecessors).sort((a, b) => a - b),
  };
};

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

/**
 * The names of the ports: as written, else the last part of the reference, or the whole of it where
 * two would share a name.
 */
const portNames = (wires: readonly Wire[]): readonly string[] => {
  const last = wires.map(
    ({ as, reference }) => as?.value ?? reference.value.slice(reference.value.indexOf('.') + 1),
  );
  if (last.length < 2) return last;
  const seen = new Set<string>();
  const shared = new Set(last.filter((name) => seen.size === seen.add(name).size));
  return wires.map(({ as, reference }, at) =>
    as === undefined && shared.has(last[at] ?? '') ? reference.value : (last[at] ?? ''),
  );
};
