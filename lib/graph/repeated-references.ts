import type { Text } from '../declaration/codecs/scalars.js';
import type { Wire } from '../declaration/wiring.js';
import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import { quoted } from '../diagnostics/wording.js';

export const asWires = (names: readonly Text[] = []): readonly Wire[] =>
  names.map((reference) => ({ as: undefined, reference }));

/** The wires without those that say a reference twice in one list, which are reported. */
export const withoutRepeated = (
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
        `${quoted(reference.value)} appears twice in this list`,
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
