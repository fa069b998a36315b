import { visible } from '../diagnostics/visible.js';
import { shorten } from '../diagnostics/wording.js';

const mostShown = 3;

/** The names as lines; of more than four, three and "+5 more". */
export const abridged = (names: readonly string[], most = 40): readonly string[] => {
  const shown = names.length > mostShown + 1 ? names.slice(0, mostShown) : names;
  const lines = shown.map((name) => visible(shorten(name, most)));
  const left = names.length - shown.length;
  return left > 0 ? [...lines, `+${left} more`] : lines;
};
