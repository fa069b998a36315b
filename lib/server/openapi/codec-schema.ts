import type * as t from 'io-ts';

import { knownCodec } from '../../runners/codecs/known-codec.js';
import { recordFields } from '../../runners/codecs/record-fields.js';
import { bytes, media } from '../../runners/values/media.js';

export type Schema = Readonly<Record<string, unknown>>;

/** Bytes in JSON. */
export const bytesSchema: Schema = { $ref: '#/components/schemas/Bytes' };

const mostLevels = 20;

/** What a codec takes, as JSON Schema; that which it cannot say is left open. */
export const codecSchema = (codec: t.Mixed, level = 0): Schema => {
  if (level > mostLevels) return {};
  const inner = (one: t.Mixed): Schema => codecSchema(one, level + 1);
  if (codec === (bytes as t.Mixed) || codec.name === 'bytes') return bytesSchema;
  if (codec === (media as t.Mixed))
    return {
      type: 'object',
      properties: { mediaType: { type: 'string' }, bytes: bytesSchema },
      required: ['mediaType', 'bytes'],
    };
  const known = knownCodec(codec);
  switch (known._tag) {
    case 'StringType':
      return { type: 'string' };
    case 'NumberType':
      return { type: 'number' };
    case 'BooleanType':
      return { type: 'boolean' };
    case 'NullType':
      return { type: 'null' };
    case 'LiteralType':
      return { const: known.value };
    case 'KeyofType':
      return { enum: Object.keys(known.keys) };
    case 'AnyArrayType':
      return { type: 'array' };
    case 'ArrayType':
    case 'ReadonlyArrayType':
      return { type: 'array', items: inner(known.type) };
    case 'TupleType':
      return {
        type: 'array',
        prefixItems: known.types.map(inner),
        minItems: known.types.length,
        maxItems: known.types.length,
      };
    case 'AnyDictionaryType':
      return { type: 'object' };
    case 'DictionaryType':
      return { type: 'object', additionalProperties: inner(known.codomain) };
    case 'UnionType':
      return {
        anyOf: known.types.filter((one) => knownCodec(one)._tag !== 'UndefinedType').map(inner),
      };
    case 'DefaultType':
      return inner(known.type);
    case 'RefinementType':
      return codec.name === 'Int' ? { type: 'integer' } : inner(known.type);
    default:
      return recordSchema(codec, inner);
  }
};

const recordSchema = (codec: t.Mixed, inner: (codec: t.Mixed) => Schema): Schema => {
  const fields = recordFields(codec);
  if (fields === undefined) return {};
  const required = fields.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.name, inner(field.codec)])),
    ...(required.length === 0 ? {} : { required: [...new Set(required)] }),
  };
};
