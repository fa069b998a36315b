import * as t from 'io-ts';

import { quoted } from '../../diagnostics/wording.js';
import type { Graph } from '../../graph/graph.js';
import { isAssignable, takesKind } from '../../runners/codecs/is-assignable.js';
import { UsageError } from '../exit/usage-error.js';

/**
 * Throws a `UsageError` where one of these inputs, given as text, has no declared type that would
 * make more of it, and goes to a port that takes no text.
 */
export const refuseUntyped = (graph: Graph, names: readonly string[], place?: string): void => {
  const problems: string[] = [];
  for (const name of new Set(names)) {
    const at = graph.inputs.findIndex((input) => input.name === name);
    if (at < 0 || graph.inputs[at]?.type !== undefined) continue;
    const port = portWithoutText(graph, at);
    if (port === undefined) continue;
    const type = takesKind(port.codec, 0)
      ? 'number'
      : takesKind(port.codec, true)
        ? 'boolean'
        : 'json';
    problems.push(
      `input ${quoted(name)} has no type and is given as a string, but port ${quoted(port.name)} takes ` +
        `${port.codec.name}: declare it as ${quoted(`${name}: { type: ${type} }`)}`,
    );
  }
  if (problems.length > 0)
    throw new UsageError(`${place === undefined ? '' : `${place}: `}${problems.join('\n  ')}`);
};

const portWithoutText = (
  { components }: Graph,
  input: number,
): { readonly name: string; readonly codec: t.Mixed } | undefined => {
  for (const { name, inputs, runner, map } of components)
    for (const { port, consumable } of inputs) {
      const ports = (map?.element.runner ?? runner).inputs ?? {};
      const one = consumable === input && Object.hasOwn(ports, port) ? ports[port] : undefined;
      const codec = one !== undefined && map?.over.includes(port) === true ? t.array(one) : one;
      if (codec !== undefined && !isAssignable(codec, t.string))
        return { name: `${name}.${port}`, codec };
    }
  return undefined;
};
