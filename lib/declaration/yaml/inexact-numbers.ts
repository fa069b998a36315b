import { diagnose, type Diagnostic } from '../../diagnostics/diagnostic.js';
import { isSpan } from '../../diagnostics/place.js';
import { quoted } from '../../diagnostics/wording.js';
import { inexactText, mayBeInexact, whyInexact } from '../exact-number.js';
import type { Node } from '../node.js';

/** The numbers of a tree that are not what is written in its text. */
export const inexactNumbers = (root: Node, text: string): readonly Diagnostic[] => {
  if (!mayBeInexact(text)) return [];
  const found: Diagnostic[] = [];
  // What is aliased stands in the tree more than once.
  const seen = new Set<Node>();
  const walk = (node: Node): void => {
    if (seen.has(node)) return;
    switch (node.kind) {
      case 'sequence':
        seen.add(node);
        node.items.forEach(walk);
        break;
      case 'mapping':
        seen.add(node);
        for (const { key, value } of node.entries) {
          walk(key);
          walk(value);
        }
        break;
      case 'scalar': {
        const { place } = node;
        if (typeof node.value !== 'number' || !isSpan(place)) break;
        seen.add(node);
        const literal = text.slice(place.start, place.end);
        if (whyInexact(literal) !== undefined) found.push(changed(literal, place));
      }
    }
  };
  walk(root);
  return found;
};

const changed = (literal: string, place: Node['place']): Diagnostic =>
  diagnose('inexact-number', place, inexactText(literal), {
    label: 'would be another number',
    help: [
      `if it is a string, such as an id or a hash, put it in quotes: ${quoted(`"${literal}"`)}`,
    ],
  });
