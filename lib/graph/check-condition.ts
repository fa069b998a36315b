import type * as t from 'io-ts';

import { checkTypes, type KnownType } from '../conditions/check-types.js';
import type { Condition } from '../conditions/condition.js';
import type { ConditionFault } from '../conditions/condition-fault.js';

/** What can only fail in a condition, by what is known of the values that it names. */
export const checkCondition = (
  condition: Condition,
  givenBy: (name: string) => { readonly codec: t.Mixed } | undefined,
): readonly ConditionFault[] => checkTypes(condition, (name) => typeOf(givenBy(name)?.codec));

// By its tag: a module of runners may have an io-ts of its own.
const typeOf = (codec: t.Mixed | undefined): KnownType =>
  types[(codec as { readonly _tag?: string } | undefined)?._tag ?? ''];

const types: Readonly<Record<string, KnownType>> = {
  NumberType: 'number',
  StringType: 'string',
  BooleanType: 'boolean',
  ArrayType: 'list',
  ReadonlyArrayType: 'list',
  AnyArrayType: 'list',
  TupleType: 'list',
};
