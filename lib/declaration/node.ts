import type { Place } from '../diagnostics/place.js';

/** A value of the declaration with the place where it was written. Aliased nodes are shared. */
export type Node = Scalar | Sequence | Mapping;

export interface Scalar<Value extends ScalarValue = ScalarValue> {
  readonly kind: 'scalar';
  readonly value: Value;
  readonly place: Place;
  /** Told only of what means something else without its quotes: of `<<`. */
  readonly isQuoted?: true;
}

export type ScalarValue = string | number | boolean | null | Unsupported;

/** What no YAML file can hold but an object declared in code can: a function, a class instance. */
export interface Unsupported {
  readonly unsupported: string;
  /** The pipeline that it is, where it is one, and the name of that. */
  readonly pipeline?: unknown;
  readonly name?: string;
}

export interface Sequence {
  readonly kind: 'sequence';
  readonly items: readonly Node[];
  readonly place: Place;
}

export interface Mapping {
  readonly kind: 'mapping';
  readonly entries: readonly Entry[];
  readonly place: Place;
}

export interface Entry {
  readonly key: Node;
  readonly value: Node;
}

export const isUnsupported = (value: ScalarValue): value is Unsupported =>
  typeof value === 'object' && value !== null;

export const isText = (node: Node): node is Scalar<string> =>
  node.kind === 'scalar' && typeof node.value === 'string';

/** A key that older versions of YAML take for more than itself. */
export const isMergeKey = (key: Node): boolean =>
  isText(key) && key.value === '<<' && key.isQuoted !== true;

/** A text that stands in quotes. Nearly all have no mark of it, which takes memory. */
export const quotedText = (value: string, place: Place): Scalar<string> =>
  value === '<<'
    ? { kind: 'scalar', value, place, isQuoted: true }
    : { kind: 'scalar', value, place };

/** "a list", "the number 7", "nothing": what a node is, for messages. Never its whole content. */
export const described = (node: Node): string => {
  if (node.kind === 'sequence') return node.items.length === 0 ? 'an empty list' : 'a list';
  if (node.kind === 'mapping') return node.entries.length === 0 ? 'an empty map' : 'a map';
  const { value } = node;
  if (value === null) return 'nothing';
  if (typeof value === 'string') return value === '' ? 'an empty string' : 'a string';
  if (typeof value === 'boolean') return `the boolean ${String(value)}`;
  if (isUnsupported(value)) return value.unsupported;
  return `the number ${String(value)}`;
};
