import { createHash } from 'node:crypto';

import canonicalize from 'canonicalize';

import { toJson } from '../../drawing/json-graph.js';
import type { Graph } from '../../graph/graph.js';
import type { KeptPipeline } from '../store.js';

/** A pipeline by what it declares: equal ones have one hash, whatever file they stand in. */
export const keptPipeline = (graph: Graph, file: string | undefined): KeptPipeline => {
  const declaration = canonicalize(toJson(graph)) ?? '{}';
  return {
    hash: createHash('sha256').update(declaration).digest('hex'),
    name: graph.name,
    file,
    declaration,
  };
};
