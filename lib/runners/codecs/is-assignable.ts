import type * as t from 'io-ts';

import { knownCodec } from './known-codec.js';

/*
 * Whether what one codec gives could be what another takes. io-ts codecs say what they are, but
 * not all: where one is opaque (a refinement's predicate, `unknown`, a codec of the user's), it is
 * given the benefit of the doubt, so that what is called a mismatch is one.
 */

type Kind =
  'string' | 'number' | 'boolean' | 'null' | 'undefined' | 'array' | 'object' | 'function';

/** The kinds of values that a codec takes; `undefined` where it does not tell. */
const kindsOf = (codec: t.Mixed): ReadonlySet<Kind> | undefined => {
  const known = knownCodec(codec);
  switch (known._tag) {
    case 'StringType':
    case 'KeyofType':
      return new Set(['string']);
    case 'NumberType':
      return new Set(['number']);
    case 'BooleanType':
      return new Set(['boolean']);
    case 'NullType':
      return new Set(['null']);
    case 'UndefinedType':
    case 'VoidType':
      return new Set(['undefined']);
    case 'LiteralType':
      return new Set([typeof known.value as Kind]);
    case 'ArrayType':
    case 'ReadonlyArrayType':
    case 'AnyArrayType':
    case 'TupleType':
      return new Set(['array']);
    case 'InterfaceType':
    case 'PartialType':
    case 'DictionaryType':
      return new Set(['object']);
    case 'ExactType':
    case 'ReadonlyType':
    case 'RefinementType':
      return kindsOf(known.type);
    case 'IntersectionType':
      return known.types.map(kindsOf).find((kinds) => kinds !== undefined);
    case 'UnionType': {
      const all = known.types.map(kindsOf);
      return all.includes(undefined)
        ? undefined
        : new Set(all.flatMap((kinds) => [...(kinds ?? [])]));
    }
    default:
      return undefined;
  }
};

/** Whether a value is of a kind that a codec is known to take, whatever else it asks of it. */
export const takesKind = (codec: t.Mixed, value: unknown): boolean => {
  const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return kindsOf(codec)?.has(kind as Kind) === true;
};

const element = (codec: t.Mixed): t.Mixed | undefined => {
  const known = knownCodec(codec);
  return known._tag === 'ArrayType' || known._tag === 'ReadonlyArrayType' ? known.type : undefined;
};

const props = (codec: t.Mixed): t.Props | undefined => {
  const known = knownCodec(codec);
  if (known._tag === 'InterfaceType') return known.props;
  return known._tag === 'ExactType' ? props(known.type) : undefined;
};

/** False only where no value that `given` gives could be one that `taken` takes. */
export const isAssignable = (taken: t.Mixed, given: t.Mixed): boolean => {
  if (taken === given) return true;
  const [takes, gives] = [kindsOf(taken), kindsOf(given)];
  if (takes === undefined || gives === undefined) return true;
  if (![...gives].some((kind) => takes.has(kind))) return false;
  const [takenElement, givenElement] = [element(taken), element(given)];
  if (takenElement !== undefined && givenElement !== undefined)
    return isAssignable(takenElement, givenElement);
  const [takenProps, givenProps] = [props(taken), props(given)];
  if (takenProps !== undefined && givenProps !== undefined)
    return Object.entries(takenProps).every(([key, codec]) => {
      const other = Object.hasOwn(givenProps, key) ? givenProps[key] : undefined;
      return other === undefined ? true : isAssignable(codec, other);
    });
  return true;
};
