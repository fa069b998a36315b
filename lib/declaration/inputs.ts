import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';

import { aboutInput } from './about.js';
import { Codec, failed, wrongType } from './codecs/codec.js';
import { list, listOrMap, mapped, named, unique } from './codecs/collections.js';
import { type Json, json } from './codecs/json.js';
import type { Node } from './node.js';
import { name, oneOf, type Text, words } from './codecs/scalars.js';
import { record } from './codecs/record.js';

export const inputTypes = ['string', 'number', 'integer', 'boolean', 'json'] as const;
export type InputType = (typeof inputTypes)[number];

/** Whether a value is one of an input's declared type. */
export const fitsType = (type: InputType, value: unknown): boolean => {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'integer':
      return Number.isSafeInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'json':
      return true;
  }
};

interface Default {
  readonly node: Node;
  readonly value: Json;
}

const defaultValue: Codec<Default> = new Codec('a default', {}, (node, context) => {
  const read = json.validate(node, context);
  // A list of its own, so that what could be read of the value is not taken for a default.
  return E.isLeft(read) ? E.left([...read.left]) : E.right({ node, value: read.right });
});

const fields = record(
  'input',
  {},
  { type: oneOf('a type', inputTypes), default: defaultValue, description: words },
  { orNothing: true, about: aboutInput },
);

/** What a declaration says of an input beside its name. */
export type InputDetails = t.TypeOf<typeof fields>;

const details: Codec<InputDetails> = new Codec(
  fields.name,
  fields.schema,
  (node, context) => {
    const validation = fields.validate(node, context);
    if (E.isLeft(validation)) return validation;
    const { type, default: fallback } = validation.right;
    if (type === undefined || fallback === undefined || fitsType(type, fallback.value))
      return validation;
    const inner = [...context, { key: 'default', type: defaultValue }];
    return failed(wrongType(inner, fallback.node, `of the type \`${type}\``));
  },
  fields.definitions,
);

export interface InputDeclaration {
  readonly name: Text;
  readonly details: InputDetails;
}

/** `inputs` of a pipeline. */
export const inputs: Codec<readonly InputDeclaration[]> = listOrMap(
  'a list of names, or a map from names to `{ type, default, description }`',
  mapped(
    unique('inputs', list('a list of names', name('an input'))),
    (names): readonly InputDeclaration[] => names.map((name) => ({ name, details: {} })),
  ),
  mapped(
    named('a map of inputs', 'inputs', name('an input'), details, { unread: {} }),
    (all): readonly InputDeclaration[] => all.map(({ name, value }) => ({ name, details: value })),
  ),
);
