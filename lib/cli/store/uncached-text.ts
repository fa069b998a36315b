import { listed, quoted } from '../../diagnostics/wording.js';
import { allComponents } from '../../graph/component-at.js';
import type { Graph } from '../../graph/graph.js';
import type { CacheFlags } from '../flags/cache-flags.js';
import { storeAsked, type StoreFlags } from './store-flags.js';

/**
 * What is said of components that ask for a cache where there is no store; empty for none. `file` is that
 * beside which a store would be.
 */
export const uncachedText = (
  graphs: readonly Graph[],
  file: string | undefined,
  { store, cache }: StoreFlags & CacheFlags,
): string => {
  const names = graphs.flatMap((graph) =>
    uncached(graph).map((path) =>
      graphs.length === 1 ? quoted(path) : `${quoted(path)} of ${quoted(graph.name)}`,
    ),
  );
  if (names.length === 0 || store === false || cache === false) return '';
  const where = storeAsked({ store: true }, file) ?? '';
  return (
    `mlpipeline: ${listed(names, 'and', 5)} ${names.length === 1 ? 'says' : 'say'} \`cache: true\`, but there is no store for their results: ` +
    `\`--store\` keeps them in ${quoted(where)}, \`--no-store\` runs without a cache\n`
  );
};

const uncached = (graph: Graph): readonly string[] =>
  Array.from(allComponents(graph)).flatMap(([path, component]) =>
    [component, component.map?.element].some((one) => one?.cache === true) ? [path] : [],
  );
