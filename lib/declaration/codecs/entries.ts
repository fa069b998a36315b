import * as t from 'io-ts';

import { quoted } from '../../diagnostics/wording.js';
import { aboutComponent } from '../about.js';
import { fault, type Fault, wrongType } from './codec.js';
import { nonStringKey } from './json.js';
import { described, type Entry, isText, type Node, type Scalar } from '../node.js';

export interface TextEntry {
  readonly key: Scalar<string>;
  readonly value: Node;
}

/** Reports an item that is not one key with its value; gives the entries that it holds anyway. */
export type BadItem = (item: Node, report: (fault: Fault) => void) => readonly Entry[];

// A list with so many items that are no entries is something else; a million faults help nobody.
const mostBadItems = 1000;

/**
 * The entries of a map, written as a map or as a list of single-key maps: the two styles are told
 * apart here and nowhere else. What cannot be an entry is left out and reported; `undefined` where
 * the node is neither style.
 */
export const entriesOf = (
  node: Node,
  context: t.Context,
  report: (fault: Fault) => void,
  badItem: BadItem = notOneKey(context),
): readonly TextEntry[] | undefined => {
  if (node.kind === 'scalar') return undefined;
  const entries: TextEntry[] = [];
  let bad = 0;
  const add = ({ key, value }: Entry): void => {
    if (isText(key)) entries.push({ key, value });
    else report(nonStringKey(context, key));
  };
  if (node.kind === 'mapping') node.entries.forEach(add);
  else
    for (const item of node.items) {
      if (bad === mostBadItems) break;
      const only =
        item.kind === 'mapping' && item.entries.length === 1 ? item.entries[0] : undefined;
      if (only !== undefined) add(only);
      else {
        bad += 1;
        badItem(item, report).forEach(add);
      }
    }
  return entries;
};

const notOneKey =
  (context: t.Context): BadItem =>
  (item, report) => {
    if (item.kind !== 'mapping' || item.entries.length === 0) {
      const help = ['a map may be written as a list of `- key: value`, one key per item'];
      report(wrongType([...context, { key: '#', type: t.unknown }], item, '`key: value`', help));
      return [];
    }
    const second = item.entries[1]?.key ?? item;
    report(
      fault(context, second, 'wrong-type', 'this item of a list has more than one key', {
        label: isText(second) ? `begin with \`- ${second.value}:\`` : 'a second key',
        help: ['a map written as a list has one key per item, each with its own dash'],
      }),
    );
    return item.entries;
  };

/** Whether a list is a map written as a list: by its first item. */
export const isMapStyle = (node: Node): boolean =>
  node.kind === 'mapping' || (node.kind === 'sequence' && node.items[0]?.kind === 'mapping');

// As other formats have it.
const nameAsKey = (context: t.Context, key: Node, name: string): Fault =>
  fault(context, key, 'component-entry', "a component's name is the key of its entry", {
    label: 'not a key of the body',
    help: [
      `write ${quoted(`- ${name}:`)} in place of ${quoted(`- name: ${name}`)}, and indent the body below it`,
    ],
  });

const bodyKeys = new Set(Object.keys(aboutComponent));

/** What a list of components holds that is not one name with its body. */
export const notOneComponent =
  (context: t.Context): BadItem =>
  (item, report) => {
    if (item.kind !== 'mapping' || item.entries.length === 0) {
      report(
        fault(
          context,
          item,
          'component-entry',
          `a component has a name, this is ${described(item)}`,
          {
            label: 'expected `name:` and a body',
            help: ['write `- name:` and indent the body below it'],
          },
        ),
      );
      return [];
    }
    const key = item.entries.find(({ key }) => isText(key) && key.value === 'name');
    if (key !== undefined && isText(key.value)) {
      report(nameAsKey(context, key.key, key.value.value));
      return [];
    }
    const [first, second] = item.entries;
    const firstName = first !== undefined && isText(first.key) ? first.key.value : '';
    const outdented = item.entries.filter(({ key }) => isText(key) && bodyKeys.has(key.value));
    const isBody = outdented.length > 0;
    const nameless = isBody && bodyKeys.has(firstName);
    const at = nameless ? (first?.key ?? item) : (second?.key ?? item);
    const secondName = isText(at) ? at.value : '';
    report(
      fault(
        context,
        at,
        'component-entry',
        nameless
          ? 'this component has no name'
          : isBody
            ? `the body of ${quoted(firstName)} is not indented below its name`
            : `this entry names ${item.entries.length} components`,
        {
          label: nameless
            ? 'the body begins without a name'
            : isBody
              ? `belongs to ${quoted(firstName)}`
              : `begin with \`- ${secondName}:\``,
          help: [
            nameless
              ? 'write `- name:` and indent the body below it'
              : isBody
                ? 'indent the body further than the name'
                : 'a list of components has one per item, each with its own dash',
          ],
        },
      ),
    );
    return [];
  };
