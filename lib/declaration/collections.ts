import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

import { didYouMean, Suggester } from '../diagnostics/suggest.js';
import { listed, quoted } from '../diagnostics/visible.js';
import type { Place } from '../diagnostics/place.js';
import {
  Codec,
  failed,
  fault,
  type Fault,
  type JsonSchema,
  subjectOf,
  wrongType,
} from './codec.js';
import { type BadItem, entriesOf, isMapStyle, type TextEntry } from './entries.js';
import { duplicateKey } from './json.js';
import { isText, type Node } from './node.js';
import type { Text } from './scalars.js';

// Validation goes on after a fault, so that everything is told in one go. A collection whose
// parts failed is failed; what could be read of it is kept aside for `partial`.
const partials = new WeakMap<t.Errors, unknown>();

/** Success, or failure with what could be read in spite of the faults. */
export const result = <A>(faults: Fault[], value: A): t.Validation<A> => {
  if (faults.length === 0) return t.success(value);
  partials.set(faults, value);
  return E.left(faults);
};

/** What could be read of a collection in spite of faults; `undefined` where nothing could. */
export const partial = <A>(validation: t.Validation<A>): A | undefined =>
  E.isRight(validation) ? validation.right : (partials.get(validation.left) as A | undefined);

/** A codec whose result is made from another's, also from what could be read in spite of faults. */
export const mapped = <A, B>(codec: Codec<A>, change: (value: A) => B): Codec<B> =>
  new Codec(
    codec.name,
    codec.schema,
    (node, context) => {
      const faults: Fault[] = [];
      const value = collect(codec.validate(node, context), faults);
      return value === undefined ? E.left(faults) : result(faults, change(value));
    },
    codec.definitions,
  );

export const collect = <A>(validation: t.Validation<A>, faults: Fault[]): A | undefined => {
  if (E.isLeft(validation)) for (const error of validation.left) faults.push(error as Fault);
  return partial(validation);
};

const forNone = (node: Node, none: '[]' | '{}'): string[] => {
  if (isText(node) && none === '[]')
    return [`for a single one, write ${quoted(`[${node.value}]`)}`];
  return node.kind === 'scalar' && node.value === null ? [`for none, write \`${none}\``] : [];
};

/** A list of one kind of thing. `what` names it: "a list of names". */
export const list = <A>(what: string, item: Codec<A>): Codec<readonly A[]> =>
  new Codec<readonly A[]>(
    what,
    { type: 'array', items: item.schema },
    (node, context) => {
      if (node.kind !== 'sequence')
        return failed(wrongType(context, node, what, forNone(node, '[]')));
      const faults: Fault[] = [];
      const items: A[] = [];
      const inner = t.appendContext(context, '#', item);
      for (const child of node.items) {
        const value = collect(item.validate(child, inner), faults);
        if (value !== undefined) items.push(value);
      }
      return result(faults, items);
    },
    item.definitions,
  );

const duplicateName = (context: t.Context, noun: string, later: Text, earlier: Text): Fault =>
  fault(context, later, 'duplicate-name', `two ${noun} are named ${quoted(later.value)}`, {
    label: 'the second',
    related: [{ place: earlier.place, message: 'the first' }],
    help: ['give one of them another name'],
  });

/** A list whose names may not repeat. `noun` is their plural. */
export const unique = (noun: string, codec: Codec<readonly Text[]>): Codec<readonly Text[]> =>
  new Codec(
    codec.name,
    { ...codec.schema, uniqueItems: true },
    (node, context) => {
      const faults: Fault[] = [];
      const names = collect(codec.validate(node, context), faults);
      if (names === undefined) return E.left(faults);
      if (names.length < 2) return result(faults, names);
      const first = new Map<string, Text>();
      for (const one of names) {
        const earlier = first.get(one.value);
        if (earlier === undefined) first.set(one.value, one);
        else faults.push(duplicateName(context, noun, one, earlier));
      }
      return result(faults, [...first.values()]);
    },
    codec.definitions,
  );

/** A map from names to things of one kind, in the order of the file. */
export interface Named<A> {
  readonly name: Text;
  readonly value: A;
}

interface NamedOptions<A> {
  readonly badItem?: (context: t.Context) => BadItem;
  /** Stands for a value that could not be read at all, so that its name is not lost with it. */
  readonly unread?: A;
}

export const named = <A>(
  what: string,
  noun: string,
  key: Codec<Text>,
  value: Codec<A>,
  { badItem, unread }: NamedOptions<A> = {},
): Codec<readonly Named<A>[]> =>
  new Codec<readonly Named<A>[]>(
    what,
    eitherStyle({
      type: 'object',
      additionalProperties: value.schema,
      propertyNames: key.schema,
    }),
    (node, context) => {
      const faults: Fault[] = [];
      const entries = entriesOf(node, context, (fault) => faults.push(fault), badItem?.(context));
      if (entries === undefined)
        return failed(
          wrongType(context, node, what, badItem === undefined ? forNone(node, '{}') : []),
        );
      const all: Named<A>[] = [];
      const first = new Map<string, Text>();
      for (const entry of entries) {
        const name = entry.key.value;
        const earlier = first.get(name);
        if (earlier === undefined) first.set(name, entry.key);
        else faults.push(duplicateName(context, noun, entry.key, earlier));
        const sound = collect(key.validate(entry.key, context), faults);
        const inner = t.appendContext(context, name, value, entry.key);
        const read = collect(value.validate(entry.value, inner), faults) ?? unread;
        if (earlier === undefined && sound !== undefined && read !== undefined)
          all.push({ name: sound, value: read });
      }
      return result(faults, all);
    },
    { ...key.definitions, ...value.definitions },
  );

/** A list, or a map (in either of its styles): told apart by looking. */
export const listOrMap = <A>(what: string, asList: Codec<A>, asMap: Codec<A>): Codec<A> =>
  new Codec(
    what,
    { anyOf: [asList.schema, asMap.schema] },
    (node, context) => {
      if (node.kind === 'scalar')
        return failed(
          wrongType(context, node, what, forNone(node, '[]'), 'expected a list or a map'),
        );
      return isMapStyle(node) ? asMap.validate(node, context) : asList.validate(node, context);
    },
    { ...asList.definitions, ...asMap.definitions },
  );

// A map with so many wrong keys is something else; a million faults help nobody.
const mostFaults = 1000;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- codecs are invariant, as io-ts's t.Any
type Fields = Readonly<Record<string, Codec<any>>>;
export type Read<F extends Fields> = { readonly [K in keyof F]: t.TypeOf<F[K]> };

interface RecordOptions {
  /** Whether keys that begin with `x-` are passed over. */
  readonly notes?: boolean;
  /** Taken for a map without entries when nothing is written. */
  readonly orNothing?: boolean;
}

/**
 * A map with these keys and no others. What could be read of it in spite of faults holds the keys
 * whose values could be read; a reader of `partial` must expect required ones to be absent.
 */
export const record = <R extends Fields, O extends Fields>(
  name: string,
  required: R,
  optional: O,
  { notes = false, orNothing = false }: RecordOptions = {},
): Codec<Read<R> & Partial<Read<O>>> => {
  const fields: Fields = { ...required, ...optional };
  const known = new Map(Object.entries(fields));
  const requiredKeys = Object.keys(required);
  const all = [...known.keys()];
  const what = `a map with ${listed(all, 'or', 4, quoted)}`;
  const validate = (node: Node, context: t.Context): t.Validation<Read<R> & Partial<Read<O>>> => {
    const faults: Fault[] = [];
    if (orNothing && node.kind === 'scalar' && node.value === null)
      return t.success({} as Read<R> & Partial<Read<O>>);
    const entries = entriesOf(node, context, (fault) => faults.push(fault));
    if (entries === undefined) return failed(wrongType(context, node, what));
    const value: Record<string, unknown> = {};
    const first = new Map<string, TextEntry>();
    const meant = new Set<string>();
    let present: Set<string> | undefined;
    for (const entry of entries) {
      if (faults.length > mostFaults) break;
      const key = entry.key.value;
      if (notes && key.startsWith('x-')) continue;
      const earlier = first.get(key);
      if (earlier !== undefined) {
        faults.push(duplicateKey(context, key, entry.key, earlier.key));
        continue;
      }
      first.set(key, entry);
      const codec = known.get(key);
      if (codec === undefined) {
        present ??= new Set(entries.map((other) => other.key.value));
        const suggestions = new Suggester().nearest(
          key,
          all.filter((one) => !present?.has(one)),
        );
        for (const suggestion of key === '<<' ? requiredKeys : suggestions) meant.add(suggestion);
        faults.push(unknownKey(context, entry.key, suggestions, all, notes));
        continue;
      }
      const inner = t.appendContext(context, key, codec, entry.key);
      const read: unknown = collect(codec.validate(entry.value, inner), faults);
      if (read !== undefined) value[key] = read;
    }
    // A mistyped key is one mistake, not also a missing one; so is `- name P` without a colon.
    const unread =
      node.kind === 'sequence' ? node.items.filter(isText).map(({ value }) => value) : [];
    const isMeant = (key: string): boolean =>
      meant.has(key) || unread.some((text) => text.startsWith(key));
    for (const key of requiredKeys)
      if (!first.has(key) && !isMeant(key)) faults.push(missingKey(context, node, key, fields));
    return result(faults, value as Read<R> & Partial<Read<O>>);
  };
  const schema: JsonSchema = {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(fields).map(([key, { schema }]) => [key, schema]),
    ),
    ...(notes ? { patternProperties: { '^x-': {} } } : {}),
    additionalProperties: false,
  };
  return new Codec(
    name,
    { $ref: `#/$defs/${name}` },
    validate,
    Object.assign({}, ...Object.values(fields).map(({ definitions }) => definitions), {
      [name]: orNothing
        ? { anyOf: [eitherStyle(schema, requiredKeys), { type: 'null' }] }
        : eitherStyle(schema, requiredKeys),
    }) as Record<string, JsonSchema>,
  );
};

/** The schema of a map in both its styles: as a map, and as a list of single-key maps. */
const eitherStyle = (map: JsonSchema, required: readonly string[] = []): JsonSchema => ({
  anyOf: [
    { ...map, ...(required.length > 0 ? { required } : {}) },
    {
      type: 'array',
      items: { ...map, minProperties: 1, maxProperties: 1 },
      ...(required.length > 0
        ? { allOf: required.map((key) => ({ contains: { type: 'object', required: [key] } })) }
        : {}),
    },
  ],
});

const owner = (context: t.Context): string => {
  const subject = subjectOf(context);
  return subject === '`pipeline`' ? 'the pipeline' : subject;
};

const missingKey = (context: t.Context, node: Node, key: string, fields: Fields): Fault => {
  const head = headPlace(context, node);
  const name = fields[key]?.name ?? key;
  return fault(context, node, 'missing-key', `${owner(context)} has no ${quoted(key)}`, {
    at: head,
    label: `${quoted(key)} is missing`,
    help: [`add \`${key}: …\`${name === key ? '' : `, ${name}`}`],
  });
};

// What is missing is shown at the name of what it is missing from.
const headPlace = (context: t.Context, node: Node): Place => {
  const key = context.at(-1)?.actual as Node | undefined;
  return key?.place ?? firstPlace(node);
};

const firstPlace = (node: Node): Place => {
  if (node.kind === 'mapping') return node.entries[0]?.key.place ?? node.place;
  if (node.kind === 'sequence' && node.items[0] !== undefined) return firstPlace(node.items[0]);
  return node.place;
};

const unknownKey = (
  context: t.Context,
  key: Text,
  suggestions: readonly string[],
  all: readonly string[],
  notes: boolean,
): Fault =>
  fault(context, key, 'unknown-key', `${owner(context)} has no key ${quoted(key.value)}`, {
    label: key.value === '<<' ? 'merge keys are not YAML 1.2' : 'unknown key',
    suggestions,
    help:
      key.value === '<<'
        ? ['write out what it should bring in']
        : suggestions.length > 0
          ? didYouMean(suggestions)
          : [
              `the keys here are ${listed(all, 'and', 12, quoted)}`,
              ...(notes ? ['a key that begins with `x-` is passed over: a place for notes'] : []),
            ],
  });
