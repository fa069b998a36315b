import type { Path } from '../diagnostics/place.js';
import { mostDepth } from './limits.js';
import type { Entry, Node } from './node.js';

const unsupported = (what: string, place: Path): Node => ({
  kind: 'scalar',
  value: { unsupported: what },
  place,
});

/**
 * The tree of an object declared in code; places are paths into it. What YAML could not hold (a
 * function, a class instance, an object inside itself) becomes a node that no codec takes.
 * A property that is `undefined` counts as absent. Never throws, unless a getter does.
 */
export const fromObject = (
  value: unknown,
  path: Path = [],
  within: readonly object[] = [],
): Node => {
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
  const inner = [...within, value];
  if (Array.isArray(value))
    return {
      kind: 'sequence',
      items: Array.from(value, (item, index) => fromObject(item, [...path, index], inner)),
      place: path,
    };
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null;
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  if (!isPlain)
    return unsupported(`an instance of ${prototype.constructor?.name ?? 'a class'}`, path);
  const entries: Entry[] = Object.entries(value)
    .filter(([, child]) => child !== undefined)
    .map(([key, child]) => ({
      key: { kind: 'scalar', value: key, place: [...path, key] },
      value: fromObject(child, [...path, key], inner),
    }));
  return { kind: 'mapping', entries, place: path };
};
