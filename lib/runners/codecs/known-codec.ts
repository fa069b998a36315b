import type * as t from 'io-ts';

import type { DefaultType } from './with-default.js';

/** The codecs of which it is known what they are made of. */
export type KnownCodec =
  | t.AnyArrayType
  | t.AnyDictionaryType
  | t.ArrayType<t.Mixed>
  | t.BooleanType
  | DefaultType<t.Mixed>
  | t.DictionaryType<t.Mixed, t.Mixed>
  | t.ExactType<t.HasProps>
  | t.InterfaceType<t.Props>
  | t.IntersectionType<t.Mixed[]>
  | t.KeyofType<Record<string, unknown>>
  | t.LiteralType<string | number | boolean>
  | t.NullType
  | t.NumberType
  | t.PartialType<t.Props>
  | t.ReadonlyArrayType<t.Mixed>
  | t.ReadonlyType<t.Mixed>
  | t.RefinementType<t.Mixed>
  | t.StringType
  | t.TupleType<t.Mixed[]>
  | t.UndefinedType
  | t.UnionType<t.Mixed[]>
  | t.VoidType;

/**
 * A codec, to be told by its `_tag`: a class is not enough, for a module of runners may have a copy
 * of io-ts of its own. Others have another tag, or none.
 */
export const knownCodec = (codec: t.Mixed): KnownCodec => codec as KnownCodec;
