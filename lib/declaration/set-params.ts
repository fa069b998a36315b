import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import { type Elsewhere, isSpan } from '../diagnostics/place.js';
import { Source } from '../diagnostics/source.js';
import { didYouMean, Suggester } from '../diagnostics/suggest.js';
import { listed, quoted } from '../diagnostics/wording.js';
import { diagnosticsOf } from './codecs/codec.js';
import { entriesOf, isMapStyle } from './codecs/entries.js';
import { duplicateKey } from './codecs/json.js';
import type { ComponentDeclaration } from './declaration.js';
import { type Params, params, type Undeclared } from './params.js';
import { fromObject } from './from-object.js';
import { described, type Entry, isText, type Mapping, type Node } from './node.js';

/**
 * Params of components from outside, by the components' names: `{ image_ocr: { psm: 6 } }`. They take
 * the place of those in the declaration, and stand beside the rest of them; a map is merged with the
 * map that it meets.
 */
export type SetParams = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The same as it was written, so that what is wrong with it is told at its place. */
export interface ParamSetting {
  readonly source: Source;
  /** Its places are in the source. */
  readonly root: Node;
}

/** What code gives, as it was written. */
export const settingsOf = (set: SetParams | readonly ParamSetting[]): readonly ParamSetting[] =>
  isWritten(set) ? set : [{ source: new Source('set'), root: fromObject(set) }];

const isWritten = (set: SetParams | readonly ParamSetting[]): set is readonly ParamSetting[] =>
  Array.isArray(set) &&
  set.every((one: Partial<ParamSetting> | null) => one?.source instanceof Source);

/**
 * The components with their params as they are set, the later ones above the earlier; what names none of
 * them, or is no params, is reported. With `isWhole` all components are known.
 */
export const setParams = (
  components: readonly ComponentDeclaration[],
  settings: readonly ParamSetting[],
  isWhole: boolean,
  report: (diagnostic: Diagnostic) => void,
): readonly ComponentDeclaration[] => {
  const set = new Map<string, Mapping>();
  const names = components.map(({ name }) => name.value);
  const nested = new Set(
    components.filter(({ pipeline }) => pipeline !== undefined).map(({ name }) => name.value),
  );
  const known = new Set(names);
  for (const { source, root } of settings) {
    // What is set twice in one place is a slip; from one place to another the later one counts.
    const here = new Map<string, Node>();
    for (const { key, value } of textEntries(elsewhere(source, root), report)) {
      const first = here.get(key.value);
      here.set(key.value, key);
      if (known.has(key.value)) {
        if (first !== undefined) report(duplicateKey(atRoot, key.value, key, first).diagnostic);
        const over = paramsOf(key, value, report);
        if (over === undefined) continue;
        const earlier = set.get(key.value);
        set.set(key.value, earlier === undefined ? over : merged(earlier, over));
      } else if (isWhole && !nested.has(headOf(key.value))) report(unknownComponent(key, names));
    }
  }
  return set.size === 0
    ? components
    : components.map((component) => {
        const over = set.get(component.name.value);
        return over === undefined ? component : withParams(component, over, report);
      });
};

/** Of `read/ocr` it is `read`. */
const headOf = (path: string): string => path.slice(0, Math.max(path.indexOf('/'), 0));

/** What is set of the components within a pipeline that a component names: of `read/ocr` that of `ocr`. */
export const innerSettings = (
  settings: readonly ParamSetting[],
  component: string,
): readonly ParamSetting[] =>
  settings.flatMap(({ source, root }) => {
    // What is wrong with them has been told.
    const all = entriesOf(root, atRoot, () => undefined) ?? [];
    const entries = all.flatMap(({ key, value }) => {
      if (headOf(key.value) !== component) return [];
      const inner: Node = { ...key, value: key.value.slice(component.length + 1) };
      return [{ key: inner, value }];
    });
    const { place } = root;
    return entries.length === 0 ? [] : [{ source, root: { kind: 'mapping', entries, place } }];
  });

const atRoot: t.Context = [{ key: '', type: t.unknown }];

const paramsOf = (
  { value: component }: { readonly value: string },
  over: Node,
  report: (diagnostic: Diagnostic) => void,
): Mapping | undefined => {
  if (isMapStyle(over)) {
    const read = params.validate(over, atRoot);
    if (E.isRight(read)) return mappingOf(read.right);
    for (const diagnostic of diagnosticsOf(read.left)) report(diagnostic);
    return undefined;
  }
  report(
    diagnose('wrong-type', over.place, 'params are set by their names', {
      label: `${described(over)}, not a map of params`,
      help: [`write ${quoted(`${component}.PARAM=VALUE`)}, or a map of params`],
    }),
  );
  return undefined;
};

const withParams = (
  component: ComponentDeclaration,
  over: Mapping,
  report: (diagnostic: Diagnostic) => void,
): ComponentDeclaration => {
  const { params: declared, pipeline } = component;
  if (pipeline !== undefined) {
    reportWithin(component, over, report);
    return component;
  }
  // Its faults are reported, and would be again of what is merged.
  if (declared?.isPartial === true) return component;
  const under = declared === undefined ? nothing(over) : mappingOf(declared);
  // What a runner misses is missing in the declaration, not in what was set beside it.
  const root = { ...merged(under, over), place: under.place };
  const read = params.validate(root, atRoot);
  // Both were read before, and so is what they come to.
  return E.isLeft(read)
    ? component
    : { ...component, params: { ...read.right, undeclared: undeclaredIn(under, over) } };
};

/** A pipeline has no params: those of a component within it may be meant. */
const reportWithin = (
  { name: { value: name } }: ComponentDeclaration,
  { entries }: Mapping,
  report: (diagnostic: Diagnostic) => void,
): void => {
  for (const { key, value } of entries) {
    const inner = value.kind === 'mapping' && isText(key) ? key.value : 'COMPONENT';
    report(
      diagnose('bad-params', key.place, `${quoted(name)} is a pipeline and has no params`, {
        label: 'unknown param',
        help: [
          `to set those of a component in it, write ${quoted(`${name}/${inner}.PARAM=VALUE`)}`,
        ],
      }),
    );
  }
};

const mappingOf = ({ node }: Params): Mapping => ({
  kind: 'mapping',
  entries: entriesOf(node, [], () => undefined) ?? [],
  place: node.place,
});

const nothing = ({ place }: Node): Mapping => ({ kind: 'mapping', entries: [], place });

/** What is in one map and not in the other, as far down as both are maps. */
const undeclaredIn = (
  under: Mapping,
  over: Mapping,
  way: readonly string[] = [],
): readonly Undeclared[] => {
  const declared = new Map(
    under.entries.flatMap(({ key, value }) => (isText(key) ? [[key.value, value] as const] : [])),
  );
  return over.entries.flatMap(({ key, value }) => {
    if (!isText(key)) return [];
    const here = [...way, key.value];
    const below = declared.get(key.value);
    if (below === undefined) return [{ way: here, place: key.place, others: [...declared.keys()] }];
    return below.kind === 'mapping' && value.kind === 'mapping'
      ? undeclaredIn(below, value, here)
      : [];
  });
};

const merged = (under: Mapping, over: Mapping): Mapping => {
  const entries = new Map<unknown, Entry>();
  for (const entry of [...under.entries, ...over.entries]) {
    const name = isText(entry.key) ? entry.key.value : entry.key;
    const earlier = entries.get(name);
    const value = earlier === undefined ? entry.value : mergedValue(earlier.value, entry.value);
    entries.set(name, { key: entry.key, value });
  }
  return { kind: 'mapping', entries: [...entries.values()], place: over.place };
};

const mergedValue = (under: Node, over: Node): Node =>
  under.kind === 'mapping' && over.kind === 'mapping' ? merged(under, over) : over;

const textEntries = (root: Node, report: (diagnostic: Diagnostic) => void) => {
  const entries = entriesOf(root, atRoot, (fault) => {
    report(fault.diagnostic);
  });
  if (entries !== undefined) return entries;
  report(
    diagnose('wrong-type', root.place, 'params are set by component', {
      label: `${described(root)}, not a map of components`,
      help: ['write `component: { param: value }`'],
    }),
  );
  return [];
};

const unknownComponent = (key: Node & { readonly value: string }, names: readonly string[]) => {
  const [, component, param] = /^(.+)\.([^.]+)$/.exec(key.value) ?? [];
  const isParam = component !== undefined && names.includes(component);
  const suggestions = isParam ? [] : new Suggester().nearest(key.value, names);
  const others = isParam
    ? `params of a component are a map: \`${component}: { ${param ?? ''}: … }\``
    : `the components are ${listed(names, 'and', 8, quoted)}`;
  return diagnose('unknown-component', key.place, `no component is named ${quoted(key.value)}`, {
    label: 'unknown component',
    suggestions,
    help: suggestions.length > 0 ? didYouMean(suggestions) : [others],
  });
};

/** The tree with its places in a source of its own, `shift` characters further on in it. */
export const elsewhere = (source: Source, node: Node, shift = 0): Node => {
  const at = (place: Node['place']): Elsewhere => {
    if ('source' in place) return place;
    return {
      source,
      at: isSpan(place) ? { start: place.start + shift, end: place.end + shift } : place,
    };
  };
  const moved = (node: Node): Node => {
    const place = at(node.place);
    switch (node.kind) {
      case 'scalar':
        return { ...node, place };
      case 'sequence':
        return { ...node, items: node.items.map(moved), place };
      case 'mapping':
        return {
          ...node,
          entries: node.entries.map(({ key, value }) => ({ key: moved(key), value: moved(value) })),
          place,
        };
    }
  };
  return moved(node);
};
