import { listed } from '../diagnostics/wording.js';
import type { Graph } from '../graph/graph.js';
import { Presence } from '../graph/presence/presence.js';

/** An output of the pipeline that may be absent, by the way that conditions and failures fall. */
export interface AbsentOutput {
  readonly output: string;
  /** A case in which it is: `` `q` is 0.5 and `read` fails ``. Not there for one that never comes. */
  readonly when?: string;
}

/** The outputs that are not there whichever way conditions fall. */
export const absentOutputs = (graph: Graph): readonly AbsentOutput[] => {
  const presence = new Presence(graph);
  return graph.outputs.flatMap(({ name, consumable }): AbsentOutput[] => {
    const verdict = presence.verdict(consumable);
    if (verdict === 'always') return [];
    const texts = presence.caseOf(consumable).map(({ text }) => text);
    return [{ output: name, ...(verdict === 'never' ? {} : { when: listed(texts) }) }];
  });
};
