import { Codec, type Fault, wrongType } from './codecs/codec.js';
import { entriesOf } from './codecs/entries.js';
import { type Json, json } from './codecs/json.js';
import { collect, result } from './codecs/partial.js';
import type { Place } from '../diagnostics/place.js';
import type { Node } from './node.js';

/** A param that is set and not declared: a runner that does not say which it takes is given it all the same. */
export interface Undeclared {
  /** From the component's params on. */
  readonly way: readonly string[];
  readonly place: Place;
  /** Those that are declared beside it. */
  readonly others: readonly string[];
}

export interface Params {
  readonly node: Node;
  readonly value: Readonly<Record<string, Json>>;
  /** Whether some could not be read, which is reported: what is not there may have been written. */
  readonly isPartial: boolean;
  /** Those that were set from outside and stand in no declaration. */
  readonly undeclared?: readonly Undeclared[];
}

export const params: Codec<Params> = new Codec(
  'a map of params',
  { type: ['object', 'array'] },
  (node, context) => {
    const faults: Fault[] = [];
    const entries = entriesOf(node, context, (fault) => faults.push(fault));
    if (entries === undefined) {
      const isNothing = node.kind === 'scalar' && node.value === null;
      const help = isNothing ? ['for none, leave the key out'] : [];
      faults.push(wrongType(context, node, 'a map of params', help));
      return result(faults, { node, value: {}, isPartial: true });
    }
    const map: Node = { kind: 'mapping', entries, place: node.place };
    const value = (collect(json.validate(map, context), faults) ?? {}) as Params['value'];
    return result(faults, { node, value, isPartial: faults.length > 0 });
  },
);
