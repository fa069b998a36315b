import canonicalize from 'canonicalize';

import { allComponents } from '../../graph/component-at.js';
import type { Graph } from '../../graph/graph.js';
import { CodeReader, UnknownCode } from './code-of.js';
import { sha256 } from '../values/sha256.js';

/**
 * The code of each component by the way to it, as a hash: of two runs it can be told whose has changed. One
 * whose code cannot be told is left out.
 */
export const graphCode = (graph: Graph): Readonly<Record<string, string>> => {
  const reader = new CodeReader();
  return Object.fromEntries(
    [...allComponents(graph)].flatMap(([path, component]): [string, string][] => {
      const { element = component } = component.map ?? {};
      if (element.pipeline !== undefined) return [];
      const code = reader.of(element, graph.directory ?? '.');
      return code instanceof UnknownCode ? [] : [[path, sha256(canonicalize(code) ?? '')]];
    }),
  );
};
