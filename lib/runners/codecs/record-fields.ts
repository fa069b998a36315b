import type * as t from 'io-ts';

import { knownCodec } from './known-codec.js';

/** A key that a codec of a record knows. */
export interface Field {
  readonly name: string;
  readonly codec: t.Mixed;
  readonly isRequired: boolean;
  /** What it is when it is left out, as a user would write it; `undefined` where that is nothing. */
  readonly default: string | undefined;
}

/** The keys that a codec of a record knows, in its order; `undefined` where it takes any. */
export const recordFields = (codec: t.Mixed): readonly Field[] | undefined => {
  const known = knownCodec(codec);
  switch (known._tag) {
    case 'InterfaceType':
      return fields(known.props, true);
    case 'PartialType':
      return fields(known.props, false);
    case 'ExactType':
    case 'ReadonlyType':
    case 'RefinementType':
      return recordFields(known.type);
    case 'IntersectionType': {
      const all = known.types.map(recordFields);
      return all.includes(undefined) ? undefined : all.flatMap((some) => some ?? []);
    }
    default:
      return undefined;
  }
};

const fields = (props: t.Props, isDemanded: boolean): readonly Field[] =>
  Object.entries(props).map(([name, codec]) => {
    const known = knownCodec(codec);
    const written = known._tag === 'DefaultType' ? known.written : undefined;
    const isRequired = isDemanded && written === undefined && !codec.is(undefined);
    return { name, codec, isRequired, default: written };
  });
