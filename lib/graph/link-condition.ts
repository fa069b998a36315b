import * as E from 'fp-ts/lib/Either.js';

import { type Condition, type ConditionFault, parseCondition } from '../conditions/condition.js';
import type { Text } from '../declaration/codecs/scalars.js';
import type { ComponentDeclaration } from '../declaration/declaration.js';
import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import { partOfText } from '../diagnostics/part-of-text.js';
import { located } from '../diagnostics/place.js';
import { placeText } from '../diagnostics/place-text.js';
import type { Source } from '../diagnostics/source.js';
import type { References } from './references.js';

/**
 * The condition of a component, as a consumable; `undefined` where it has none, or something is wrong
 * with it, which is reported.
 */
export const linkCondition = (
  { name, when }: ComponentDeclaration,
  references: References,
  report: (diagnostic: Diagnostic) => void,
): number | undefined => {
  if (when === undefined) return undefined;
  const hidden: string[] = [];
  const parsed = parseCondition(when.value, (path) => {
    const found = references.partsOf(path);
    if (typeof found === 'number') return found;
    if (found !== undefined) return found;
    // It may stand for what could not be read.
    hidden.push(path[0] ?? '');
    return 1;
  });
  if (E.isLeft(parsed)) {
    reportFaults(when, parsed.left, references.source, report);
    return undefined;
  }
  if (hidden.length > 0) return undefined;
  const condition = placed(parsed.right, when, references.source);
  return references.choose(`when ${when.value}`, {
    kind: 'when',
    of: condition.names.map((one) => references.idOf(one.name) ?? 0),
    condition,
    owner: name.value,
  });
};

/** A condition that knows where it stands. */
export const placed = (condition: Condition, text: Text, source: Source): Condition => ({
  ...condition,
  where: (start, end) => placeText(located(source, partOfText(source, text, start, end))),
});

/** Reports what is wrong with a condition, where in it that stands. */
export const reportFaults = (
  text: Text,
  faults: readonly ConditionFault[],
  source: Source,
  report: (diagnostic: Diagnostic) => void,
): void => {
  for (const { message, help, suggestions = [], start, end } of faults)
    report(
      diagnose('bad-condition', partOfText(source, text, start, end), message, {
        label: 'in this condition',
        suggestions,
        help,
      }),
    );
};
