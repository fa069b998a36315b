import { withMeant } from '../../diagnostics/suggest.js';
import { quoted } from '../../diagnostics/wording.js';
import type { Plan } from '../plan.js';

/** The consumable of a full name; throws a `RangeError` for one that the pipeline does not have. */
export const consumableNamed = ({ consumableOf, graph }: Plan, name: string): number => {
  const id = consumableOf(name);
  if (id !== undefined) return id;
  // What is chosen from others has no name that one would give it.
  const names = graph.consumables.flatMap((one) => (one.choice === undefined ? one.name : []));
  throw new RangeError(withMeant(`the pipeline has no consumable ${quoted(name)}`, name, names));
};
