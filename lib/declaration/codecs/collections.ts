import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

import { quoted } from '../../diagnostics/wording.js';
import { Codec, failed, fault, type Fault, wrongType } from './codec.js';
import { eitherStyle } from './either-style.js';
import { type BadItem, entriesOf, isMapStyle } from './entries.js';
import { isText, type Node } from '../node.js';
import { collect, result } from './partial.js';
import type { Text } from './scalars.js';

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

const duplicateName = (
  context: t.Context,
  noun: string,
  later: Text,
  earlier: Text,
  help = 'give one of them another name',
): Fault =>
  fault(context, later, 'duplicate-name', `two ${noun} are named ${quoted(later.value)}`, {
    label: 'the second',
    related: [{ place: earlier.place, message: 'the first' }],
    help: [help],
  });

/** A list whose names may not repeat. `noun` is their plural, `help` what to do about one that does. */
export const unique = (
  noun: string,
  codec: Codec<readonly Text[]>,
  help?: string,
): Codec<readonly Text[]> =>
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
        else faults.push(duplicateName(context, noun, one, earlier, help));
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
