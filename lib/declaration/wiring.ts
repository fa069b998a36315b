import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';

import { quoted } from '../diagnostics/wording.js';
import { Codec, failed, type Fault } from './codecs/codec.js';
import { list, listOrMap, mapped, named, unique } from './codecs/collections.js';
import { invalidName, name, reference, type Text } from './codecs/scalars.js';
import { isText, type Node } from './node.js';
import { listedReference, namelessMaybe, origin, type Selector } from './selectors.js';

/** A reference, and the name under which its value is passed on; without one, named by itself. */
export interface Wire {
  readonly as: Text | undefined;
  /** What a selector is called stands here where there is one. */
  readonly reference: Text;
  readonly selector?: Selector | undefined;
}

/**
 * A value that a component publishes, and the runner's port from which it comes; of another pipeline
 * the name of an output, which may be a reference in it.
 */
export interface Publication {
  readonly name: Text;
  readonly port: Text;
}

const wires = (one: string, many: string): Codec<readonly Wire[]> => {
  const codec = listOrMap(
    `a list of references, or a map from ${many} to references`,
    mapped(list('a list of references', listedReference), (all): readonly Wire[] =>
      all.map((reference) => ({ as: undefined, reference })),
    ),
    mapped(
      named(`a map from ${many} to references`, many, name(one), origin),
      (all): readonly Wire[] => all.map(({ name, value }) => ({ as: name, ...value })),
    ),
  );
  return new Codec(
    codec.name,
    codec.schema,
    (node, context) => {
      const items = node.kind === 'sequence' ? node.items : [];
      const faults = items.flatMap((item) => namelessMaybe(item, context) ?? []);
      return faults.length > 0 ? failed(...faults) : codec.validate(node, context);
    },
    codec.definitions,
  );
};

/** `inputs` of a component: references, or ports and what is wired to them. */
export const componentInputs = wires('a port', 'ports');

/** `outputs` of a pipeline: references, or names in the result and what they stand for. */
export const pipelineOutputs = wires('an output', 'outputs');

/** A name, or what reads as a reference, which `checkPublished` looks at. */
const nameOrReference = (what: string, schema = name(what).schema): Codec<Text> => {
  const plain = name(what);
  return new Codec(plain.name, schema, (node, context) =>
    isInnerReference(node) ? reference.validate(node, context) : plain.validate(node, context),
  );
};

const isInnerReference = (node: Node): boolean =>
  isText(node) && /^[^.]+\.[^.]+$/.test(node.value) && E.isRight(reference.validate(node, []));

const outputName = nameOrReference('an output');
const outputPort = nameOrReference('a port', reference.schema);

/**
 * Faults of outputs that are said by references: only those of another pipeline go by them, and need a
 * name here.
 */
export const checkPublished = (
  outputs: readonly Publication[],
  isPipeline: boolean,
  context: t.Context,
): readonly Fault[] =>
  outputs.flatMap(({ name, port }) => {
    if (!isInnerReference(port)) return [];
    const isNamed = name !== port;
    if (isNamed && isPipeline) return [];
    const last = port.value.slice(port.value.indexOf('.') + 1);
    return invalidName(
      [...context, { key: 'outputs', type: componentOutputs }],
      port,
      isNamed ? 'a port' : 'an output',
      isPipeline ? `write ${quoted(`outputs: { ${last}: ${port.value} }`)}` : undefined,
    );
  });

/** `outputs` of a component: names, or names and the runner's ports behind them. */
export const componentOutputs: Codec<readonly Publication[]> = listOrMap(
  'a list of names, or a map from names to ports of the runner',
  mapped(unique('outputs', list('a list of names', outputName)), (names): readonly Publication[] =>
    names.map((name) => ({ name, port: name })),
  ),
  mapped(
    named('a map from names to ports', 'outputs', name('an output'), outputPort),
    (all): readonly Publication[] => all.map(({ name, value }) => ({ name, port: value })),
  ),
);

/** `dependencies` of a component: what must have finished first, without passing a value. */
export const dependencies = list('a list of components', name('a component to wait for'));
