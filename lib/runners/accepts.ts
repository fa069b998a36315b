import * as t from 'io-ts';

/*
 * Whether what one codec gives could be what another takes. io-ts codecs say what they are, but
 * not all: where one is opaque (a refinement's predicate, `unknown`, a codec of the user's), it is
 * given the benefit of the doubt, so that what is called a mismatch is one.
 */

type Kind =
  'string' | 'number' | 'boolean' | 'null' | 'undefined' | 'array' | 'object' | 'function';

/** The kinds of values that a codec takes; `undefined` where it does not tell. */
const kindsOf = (codec: t.Decoder<never, unknown>): ReadonlySet<Kind> | undefined => {
  if (codec instanceof t.StringType || codec instanceof t.KeyofType) return new Set(['string']);
  if (codec instanceof t.NumberType) return new Set(['number']);
  if (codec instanceof t.BooleanType) return new Set(['boolean']);
  if (codec instanceof t.NullType) return new Set(['null']);
  if (codec instanceof t.UndefinedType || codec instanceof t.VoidType)
    return new Set(['undefined']);
  if (codec instanceof t.LiteralType) return new Set([typeof codec.value as Kind]);
  if (
    codec instanceof t.ArrayType ||
    codec instanceof t.ReadonlyArrayType ||
    codec instanceof t.AnyArrayType ||
    codec instanceof t.TupleType
  )
    return new Set(['array']);
  if (
    codec instanceof t.InterfaceType ||
    codec instanceof t.PartialType ||
    codec instanceof t.DictionaryType
  )
    return new Set(['object']);
  if (codec instanceof t.ExactType || codec instanceof t.ReadonlyType)
    return kindsOf(codec.type as t.Mixed);
  if (codec instanceof t.RefinementType) return kindsOf(codec.type as t.Mixed);
  if (codec instanceof t.IntersectionType)
    return (codec.types as t.Mixed[]).map(kindsOf).find((kinds) => kinds !== undefined);
  if (codec instanceof t.UnionType) {
    const all = (codec.types as t.Mixed[]).map(kindsOf);
    return all.includes(undefined)
      ? undefined
      : new Set(all.flatMap((kinds) => [...(kinds ?? [])]));
  }
  return undefined;
};

const element = (codec: t.Mixed): t.Mixed | undefined =>
  codec instanceof t.ArrayType || codec instanceof t.ReadonlyArrayType
    ? (codec.type as t.Mixed)
    : undefined;

const props = (codec: t.Mixed): Readonly<Record<string, t.Mixed>> | undefined =>
  codec instanceof t.InterfaceType
    ? (codec.props as Record<string, t.Mixed>)
    : codec instanceof t.ExactType
      ? props(codec.type as t.Mixed)
      : undefined;

/** False only where no value that `given` gives could be one that `taken` takes. */
export const accepts = (taken: t.Mixed, given: t.Mixed): boolean => {
  if (taken === given) return true;
  const [takes, gives] = [kindsOf(taken), kindsOf(given)];
  if (takes === undefined || gives === undefined) return true;
  if (![...gives].some((kind) => takes.has(kind))) return false;
  const [takenElement, givenElement] = [element(taken), element(given)];
  if (takenElement !== undefined && givenElement !== undefined)
    return accepts(takenElement, givenElement);
  const [takenProps, givenProps] = [props(taken), props(given)];
  if (takenProps !== undefined && givenProps !== undefined)
    return Object.entries(takenProps).every(([key, codec]) => {
      const other = Object.hasOwn(givenProps, key) ? givenProps[key] : undefined;
      return other === undefined ? true : accepts(codec, other);
    });
  return true;
};
