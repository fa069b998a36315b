import type { CST } from 'yaml';

import { diagnose, type Diagnostic } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/place.js';
import { mostDepth } from '../limits.js';

/** Where nesting first exceeds the limit: composing a document is recursive, parsing it is not. */
export const tooDeepAt = (document: CST.Document): CST.Token | undefined => {
  const stack: { token: CST.Token | null | undefined; depth: number }[] = [
    { token: document.value, depth: 0 },
  ];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { token, depth } = top;
    if (token === null || token === undefined || !('items' in token)) continue;
    if (depth > mostDepth) return token;
    for (let index = token.items.length - 1; index >= 0; index -= 1) {
      const item = token.items[index];
      if (item?.value !== undefined) stack.push({ token: item.value, depth: depth + 1 });
      if (item?.key !== undefined) stack.push({ token: item.key, depth: depth + 1 });
    }
  }
  return undefined;
};

export const tooDeep = (place: Span): Diagnostic =>
  diagnose('too-deep', place, `lists and maps are nested deeper than ${mostDepth} levels`, {
    label: `level ${mostDepth + 1} begins here`,
  });
