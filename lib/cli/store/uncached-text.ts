import { listed, quoted } from '../../diagnostics/wording.js';
import { allComponents } from '../../graph/component-at.js';
import type { Graph } from '../../graph/graph.js';
import { storeAsked, type StoreFlags } from './store-flags.js';

/** What is said of components that ask for a cache where there is no store; empty for none. */
export const uncachedText = (graph: Graph, file: string, { store }: StoreFlags): string => {
  const names = Array.from(allComponents(graph)).flatMap(([path, component]) =>
    [component, component.map?.element].some((one) => one?.cache === true) ? [path] : [],
  );
  if (names.length === 0 || store === false) return '';
  const where = storeAsked({ store: true }, file) ?? '';
  return (
    `mlpipeline: ${listed(names, 'and', 5, quoted)} ${names.length === 1 ? 'says' : 'say'} \`cache: true\`, and there is no store that could hold results: ` +
    `\`--store\` keeps them in ${quoted(where)}, \`--no-store\` goes without\n`
  );
};
