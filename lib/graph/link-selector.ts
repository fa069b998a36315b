import type { Text } from '../declaration/codecs/scalars.js';
import type { Selector } from '../declaration/selectors.js';
import type { Wire } from '../declaration/wiring.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { asWires, withoutRepeated } from './repeated-references.js';
import type { References } from './references.js';

/** The consumable that a selector stands for; `undefined` where something that it names is unknown. */
export const linkSelector = (
  { reference }: Wire,
  { kind, of, atLeast }: Selector,
  owner: string,
  references: References,
  find: (reference: Text) => number | undefined,
  report: (diagnostic: Diagnostic) => void,
): number | undefined => {
  // In a list of all that are there a value may well stand twice.
  if (kind === 'first' || kind === 'race') withoutRepeated(asWires(of), report);
  const found = of.map(find);
  const known = found.filter((consumable) => consumable !== undefined);
  return known.length < found.length
    ? undefined
    : references.choose(reference.value, {
        kind,
        of: known,
        owner,
        ...(atLeast === undefined ? {} : { atLeast: atLeast.value }),
      });
};
