import { didYouMean, type Suggester } from '../diagnostics/suggest.js';
import { listed, quoted } from '../diagnostics/wording.js';

/** What is said of a param that neither its runner nor its component names; `way` begins with the component. */
export const undeclaredParamText = (
  way: readonly string[],
  others: readonly string[],
  suggester: Suggester,
) => {
  const suggestions = suggester.nearest(way.at(-1) ?? '', others);
  return {
    message: `${quoted(way.slice(0, -1).join('.'))} is not known to have a param ${quoted(way.at(-1) ?? '')}`,
    label: 'unknown param',
    suggestions,
    meant: didYouMean(suggestions),
    known: `its runner does not declare its params, and the pipeline ${others.length === 0 ? 'sets none' : `sets ${listed(others, 'and', 5, quoted)}`}`,
  };
};
