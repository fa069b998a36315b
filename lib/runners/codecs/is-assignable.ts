import * as E from 'fp-ts/lib/Either.js';
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

/** All values that a codec takes, where they are few and it says which. */
const valuesOf = (codec: t.Mixed): readonly unknown[] | undefined => {
  const known = knownCodec(codec);
  switch (known._tag) {
    case 'LiteralType':
      return [known.value];
    case 'KeyofType':
      return Object.keys(known.keys);
    case 'NullType':
      return [null];
    case 'UndefinedType':
    case 'VoidType':
      return [undefined];
    case 'ReadonlyType':
    case 'RefinementType':
      return valuesOf(known.type);
    case 'UnionType': {
      const all: unknown[] = [];
      for (const one of known.types) {
        const values = valuesOf(one);
        if (values === undefined) return undefined;
        all.push(...values);
      }
      return all;
    }
    default:
      return undefined;
  }
};

// The codec of a user may throw.
const takes = (codec: t.Mixed, value: unknown): boolean => {
  try {
    return E.isRight(codec.decode(value));
  } catch {
    return true;
  }
};

const gives = (codec: t.Mixed, value: unknown): boolean => {
  try {
    return codec.is(value);
  } catch {
    return true;
  }
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
  const [takenKinds, givenKinds] = [kindsOf(taken), kindsOf(given)];
  if (takenKinds === undefined || givenKinds === undefined) return true;
  if (![...givenKinds].some((kind) => takenKinds.has(kind))) return false;
  const givenValues = valuesOf(given);
  if (givenValues !== undefined) return givenValues.some((value) => takes(taken, value));
  const takenValues = valuesOf(taken);
  if (takenValues !== undefined) return takenValues.some((value) => gives(given, value));
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
