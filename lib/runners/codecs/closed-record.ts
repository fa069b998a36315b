import * as t from 'io-ts';

import { listed, quoted } from '../../diagnostics/wording.js';
import { recordFields } from './record-fields.js';

/** A codec of a record within params that takes no other keys than it knows. */
export const closedRecord = <C extends t.Mixed>(
  name: string,
  codec: C,
): t.Type<t.TypeOf<C>, t.OutputOf<C>> => {
  const known = (recordFields(codec) ?? []).map((field) => field.name);
  return new t.Type(
    name,
    (value): value is t.TypeOf<C> => codec.is(value),
    (value, context) => {
      const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
      const unknown = keys.filter((key) => !known.includes(key));
      return unknown.length > 0
        ? t.failure(
            value,
            context,
            `there is no key ${listed(unknown, 'or', 5, quoted)}: the keys are ${listed(known, 'and', 8, quoted)}`,
          )
        : (codec.validate(value, context) as t.Validation<t.TypeOf<C>>);
    },
    (value) => codec.encode(value) as t.OutputOf<C>,
  );
};
