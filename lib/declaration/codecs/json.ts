import type * as t from 'io-ts';

import { quoted } from '../../diagnostics/wording.js';
import { Codec, fault, type Fault, subjectOf } from './codec.js';
import { result } from './partial.js';
import { isMergeKey, isText, isUnsupported, type Node } from '../node.js';

export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * Any value, as plain data. A map becomes an object whose every key is its own property, `__proto__`
 * too. What can be read in spite of faults lacks every key that has one, in its value too. Recursive no
 * deeper than the reader's limit of nesting.
 */
export const json: Codec<Json> = new Codec('a value', {}, (node, context) => {
  const faults: Fault[] = [];
  const value = convert(node, context, faults);
  return result(faults, value);
});

const convert = (node: Node, context: t.Context, faults: Fault[]): Json => {
  switch (node.kind) {
    case 'sequence':
      return node.items.map((item) => convert(item, context, faults));
    case 'mapping': {
      const first = new Map<string, Node>();
      const entries: [string, Json][] = [];
      for (const { key, value } of node.entries) {
        const before = faults.length;
        if (!isText(key)) {
          faults.push(nonStringKey(context, key));
          continue;
        }
        if (isMergeKey(key)) faults.push(mergeKey(context, key));
        const earlier = first.get(key.value);
        if (earlier !== undefined) faults.push(duplicateKey(context, key.value, key, earlier));
        else first.set(key.value, key);
        const converted = convert(value, context, faults);
        if (faults.length === before) entries.push([key.value, converted]);
      }
      // Unlike assignment, this makes `__proto__` a property like any other.
      return Object.fromEntries(entries);
    }
    case 'scalar': {
      const { value } = node;
      if (!isUnsupported(value)) return value;
      faults.push(
        fault(context, node, 'wrong-type', `${subjectOf(context)} contains ${value.unsupported}`, {
          label: 'expected plain data',
          help: ['a declaration contains strings, numbers, booleans, lists and maps'],
        }),
      );
      return null;
    }
  }
};

// It would be a key like any other, which nobody means who writes it.
const mergeKey = (context: t.Context, key: Node): Fault =>
  fault(context, key, 'unknown-key', `${subjectOf(context)} has a merge key \`<<\``, {
    label: 'merge keys are not YAML 1.2',
    help: ['write out what is meant', 'if it is a key like any other, put it in quotes: `"<<"`'],
  });

export const nonStringKey = (context: t.Context, key: Node): Fault => {
  const value = key.kind === 'scalar' ? key.value : undefined;
  const isScalar = key.kind === 'scalar' && key.value !== null && !isUnsupported(key.value);
  const shown = isScalar ? String(key.value) : '';
  const what =
    key.kind === 'mapping'
      ? 'a map'
      : key.kind === 'sequence'
        ? 'a list'
        : isScalar
          ? `the ${typeof key.value === 'boolean' ? 'boolean' : 'number'} ${shown}`
          : 'nothing';
  return fault(context, key, 'non-string-key', `a key must be a string, not ${what}`, {
    label: 'not a string',
    help:
      typeof value === 'boolean'
        ? [`if a string is meant, put it in quotes: ${quoted(`"${shown}"`)}`]
        : [],
  });
};

export const duplicateKey = (context: t.Context, name: string, key: Node, earlier: Node): Fault =>
  fault(context, key, 'duplicate-key', `the key ${quoted(name)} appears here twice`, {
    label: 'the second',
    related: [{ place: earlier.place, message: 'the first' }],
    help: ['keep one of them'],
  });
