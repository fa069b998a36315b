import type * as t from 'io-ts';

import { recordFields } from '../../runners/codecs/record-fields.js';
import { knownCodec } from '../../runners/codecs/known-codec.js';

// What a codec is called in a few words says more than its parts.
const isName = /^[A-Za-z][\w -]*$/;

const isKey = /^[A-Za-z_$][\w$]*$/;

/** What a codec takes, as a TypeScript programmer would write it. */
export const typeText = (codec: t.Mixed): string => {
  const known = knownCodec(codec);
  if (isName.test(codec.name)) return codec.name;
  switch (known._tag) {
    case 'DefaultType':
      return typeText(known.type);
    case 'LiteralType':
      return JSON.stringify(known.value);
    case 'KeyofType':
      return Object.keys(known.keys)
        .map((key) => JSON.stringify(key))
        .join(' | ');
    case 'ArrayType':
    case 'ReadonlyArrayType':
      return `${grouped(known.type)}[]`;
    case 'TupleType':
      return `[${known.types.map(typeText).join(', ')}]`;
    case 'DictionaryType':
      return `Record<${typeText(known.domain)}, ${typeText(known.codomain)}>`;
    case 'UnionType':
      return known.types.map(typeText).join(' | ');
    default: {
      const fields = recordFields(codec);
      if (fields !== undefined) return recordText(fields);
      return known._tag === 'RefinementType' ? typeText(known.type) : codec.name;
    }
  }
};

const recordText = (fields: NonNullable<ReturnType<typeof recordFields>>): string => {
  const all = fields.map(({ name, codec, isRequired }) => {
    const key = isKey.test(name) ? name : JSON.stringify(name);
    return `${key}${isRequired ? '' : '?'}: ${typeText(codec)}`;
  });
  return all.length === 0 ? '{}' : `{ ${all.join(', ')} }`;
};

const grouped = (codec: t.Mixed): string => {
  const text = typeText(codec);
  const { _tag } = knownCodec(codec);
  return (_tag === 'UnionType' || _tag === 'KeyofType') && text.includes(' | ')
    ? `(${text})`
    : text;
};
