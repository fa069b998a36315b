import * as t from 'io-ts';

import type { Place } from '../../diagnostics/place.js';
import { didYouMean, Suggester } from '../../diagnostics/suggest.js';
import { listed, quoted } from '../../diagnostics/wording.js';
import {
  Codec,
  failed,
  fault,
  type Fault,
  type JsonSchema,
  subjectOf,
  wrongType,
} from './codec.js';
import { collect, result } from './partial.js';
import { eitherStyle } from './either-style.js';
import { entriesOf, type TextEntry } from './entries.js';
import { foreignKeys } from './foreign-keys.js';
import { duplicateKey } from './json.js';
import { isMergeKey, isText, type Node } from '../node.js';
import type { Text } from './scalars.js';

// A map with so many wrong keys is something else; a million faults help nobody.
const mostFaults = 1000;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- codecs are invariant, as io-ts's t.Any
type Fields = Readonly<Record<string, Codec<any>>>;
export type Read<F extends Fields> = { readonly [K in keyof F]: t.TypeOf<F[K]> };

interface RecordOptions<K extends string> {
  /** Whether keys that begin with `x-` are passed over. */
  readonly notes?: boolean;
  /** Keys that may stand in place of required ones, by those. */
  readonly instead?: Readonly<Record<string, string>>;
  /** Taken for a map without entries when nothing is written. */
  readonly orNothing?: boolean;
  /** What each key is, as editors show it. */
  readonly about?: Readonly<Record<K, string>>;
  /** For the schema alone, of what the reader tells itself: one of these keys stands there, and no other. */
  readonly oneOf?: readonly K[];
  /** Likewise: keys that go with others alone. */
  readonly pairs?: readonly (readonly [key: K, other: K])[];
}

/**
 * A map with these keys and no others. What could be read of it in spite of faults holds the keys
 * whose values could be read; a reader of `partial` must expect required ones to be absent.
 */
export const record = <R extends Fields, O extends Fields>(
  name: string,
  required: R,
  optional: O,
  options: RecordOptions<keyof (R & O) & string> = {},
): Codec<Read<R> & Partial<Read<O>>> => {
  const { notes = false, orNothing = false, instead = {}, oneOf } = options;
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
        const absent = all.filter((one) => !present?.has(one));
        const foreign = foreignKeys(key).filter((one) => absent.includes(one));
        const suggestions = foreign.length > 0 ? foreign : new Suggester().nearest(key, absent);
        for (const suggestion of isMergeKey(entry.key) ? requiredKeys : suggestions)
          meant.add(suggestion);
        faults.push(unknownKey(context, entry.key, suggestions, all, notes));
        // What is meant without doubt is read, for what else is wrong in it.
        const [one] = suggestions;
        const likely =
          one !== undefined && suggestions.length === 1 && foreign.length === 0
            ? known.get(one)
            : undefined;
        if (one === undefined || likely === undefined || isMergeKey(entry.key)) continue;
        const within: Fault[] = [];
        const inner = t.appendContext(context, one, likely, entry.key);
        const read: unknown = collect(likely.validate(entry.value, inner), within);
        if (read === undefined) continue;
        value[one] = read;
        faults.push(...within);
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
    for (const key of requiredKeys) {
      const other = instead[key];
      const isThere = other !== undefined && (first.has(other) || isMeant(other));
      if (first.has(key) || isMeant(key)) {
        const both = other === undefined ? undefined : first.get(other);
        if (both !== undefined) faults.push(bothKeys(context, both.key, key));
      } else if (!isThere) faults.push(missingKey(context, node, key, fields, other));
    }
    return result(faults, value as Read<R> & Partial<Read<O>>);
  };
  const about: Readonly<Record<string, string>> = options.about ?? {};
  const schema: JsonSchema = {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(fields).map(([key, { schema }]) => [key, described(schema, about[key])]),
    ),
    ...(notes ? { patternProperties: { '^x-': {} } } : {}),
    additionalProperties: false,
  };
  const bothStyles = eitherStyle(
    schema,
    requiredKeys.filter((key) => !Object.hasOwn(instead, key)),
    [...Object.entries(instead), ...(oneOf === undefined ? [] : [oneOf])],
    options.pairs,
  );
  return new Codec(
    name,
    { $ref: `#/$defs/${name}` },
    validate,
    Object.assign({}, ...Object.values(fields).map(({ definitions }) => definitions), {
      [name]: orNothing ? { anyOf: [bothStyles, { type: 'null' }] } : bothStyles,
    }) as Record<string, JsonSchema>,
  );
};

const described = (schema: JsonSchema, description: string | undefined): JsonSchema =>
  description === undefined ? schema : { ...schema, description };

const owner = (context: t.Context): string => {
  const subject = subjectOf(context);
  return subject === '`pipeline`' ? 'the pipeline' : subject;
};

const missingKey = (
  context: t.Context,
  node: Node,
  key: string,
  fields: Fields,
  instead: string | undefined,
): Fault => {
  const head = headPlace(context, node);
  const added = (one: string): string => {
    const { name = one } = fields[one] ?? {};
    return `\`${one}: …\`${name === one ? '' : `, ${name}`}`;
  };
  return fault(context, node, 'missing-key', `${owner(context)} has no ${quoted(key)}`, {
    at: head,
    label: `${quoted(key)} is missing`,
    help: [`add ${added(key)}${instead === undefined ? '' : `, or ${added(instead)}`}`],
  });
};

const bothKeys = (context: t.Context, key: Text, other: string): Fault =>
  fault(
    context,
    key,
    'bad-value',
    `${owner(context)} has both ${quoted(other)} and ${quoted(key.value)}`,
    { label: `in place of ${quoted(other)}`, help: ['remove one of them'] },
  );

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
    label: isMergeKey(key) ? 'merge keys are not YAML 1.2' : 'unknown key',
    suggestions,
    help: isMergeKey(key)
      ? ['write out what it should bring in']
      : suggestions.length > 0
        ? didYouMean(suggestions)
        : [
            `the keys here are ${listed(all, 'and', 20, quoted)}`,
            ...(notes ? ['a key that begins with `x-` is ignored: use it for notes'] : []),
          ],
  });
