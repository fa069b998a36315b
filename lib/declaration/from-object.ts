import type { Path } from '../diagnostics/place.js';
import { mostAliased, mostDepth } from './limits.js';
import { type Entry, type Node, quotedText } from './node.js';

const unsupported = (what: string, place: Path): Node => ({
  kind: 'scalar',
  value: { unsupported: what },
  place,
});

/**
 * The tree of an object declared in code; places are paths into it. What YAML could not hold (a
 * function, a class instance, an object inside itself, a property that throws when it is read)
 * becomes a node that no codec takes. A property that is `undefined` counts as absent. Never throws.
 */
export const fromObject = (value: unknown): Node => {
  let count = 0;
  const convert = (value: unknown, path: Path, within: readonly object[]): Node => {
    count += 1;
    if (value === null) return { kind: 'scalar', value, place: path };
    switch (typeof value) {
      case 'string':
      case 'boolean':
      case 'number':
        return { kind: 'scalar', value, place: path };
      case 'object':
        break;
      case 'undefined':
        return unsupported('undefined', path);
      default:
        return unsupported(`a ${typeof value}`, path);
    }
    if (within.includes(value)) return unsupported('an object that contains itself', path);
    if (within.length > mostDepth) return unsupported('an object nested too deep', path);
    if (count > mostValues) return unsupported('an object of too many values', path);
    try {
      return collection(value, path, [...within, value]);
    } catch {
      return unsupported('an object that cannot be read', path);
    }
  };
  const collection = (value: object, path: Path, inner: readonly object[]): Node => {
    if (Array.isArray(value))
      return {
        kind: 'sequence',
        items: Array.from(value, (item, index) => convert(item, [...path, index], inner)),
        place: path,
      };
    if (isPipeline(value))
      return {
        kind: 'scalar',
        value: { unsupported: 'a pipeline', pipeline: value, name: value.graph.name },
        place: path,
      };
    const kind = classOf(value);
    if (kind !== undefined) return unsupported(`an instance of ${kind}`, path);
    const entries: Entry[] = Object.entries(value)
      .filter(([, child]) => child !== undefined)
      .map(([key, child]) => ({
        key: quotedText(key, [...path, key]),
        value: convert(child, [...path, key], inner),
      }));
    return { kind: 'mapping', entries, place: path };
  };
  return convert(value, [], []);
};

interface LoadedPipeline {
  readonly graph: { readonly name: string };
}

// As it was loaded, be it by another copy of the package: its graph is nobody's declaration.
const isPipeline = (value: object): value is LoadedPipeline => {
  if (!('graph' in value && 'findings' in value)) return false;
  const { graph } = value;
  return (
    typeof graph === 'object' &&
    graph !== null &&
    'name' in graph &&
    typeof graph.name === 'string' &&
    'components' in graph &&
    Array.isArray(graph.components)
  );
};

// An object that is shared is walked wherever it stands: what aliases may add to a file, and more
// than any pipeline has.
const mostValues = 10 * mostAliased;

/** The name of the class of an object that is not plain. */
const classOf = (value: object): string | undefined => {
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null;
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return undefined;
  const name = prototype.constructor?.name;
  return typeof name === 'string' && name !== '' ? name : 'a class';
};
