import * as E from 'fp-ts/lib/Either.js';
import * as These from 'fp-ts/lib/These.js';

import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { diagnosticsOf, type Fault } from './codecs/codec.js';
import { partial } from './codecs/partial.js';
import { type ComponentDeclaration, type Declaration, document } from './declaration.js';
import type { Node } from './node.js';
import type { Text } from './codecs/scalars.js';

/**
 * What could not be read, though it was there: a later stage must not report as missing what may
 * only be misspelt.
 */
export interface Gaps {
  /** Some input of the pipeline. */
  readonly inputs: boolean;
  /** Some component, or its name. */
  readonly components: boolean;
  /** Some output of these components. */
  readonly outputsOf: ReadonlySet<string>;
  /** Some resource of the pipeline. */
  readonly resources: boolean;
  /** Some module of runners. */
  readonly runners: boolean;
  /** What something takes: what seems not to be needed may be. */
  readonly edges: boolean;
}

export interface Decoded {
  /** Where there are diagnostics, what could not be read is an empty text or list in it. */
  readonly declaration: Declaration;
  readonly gaps: Gaps;
}

/**
 * The declaration in a tree; all that is wrong with its shape; or both, where enough could be read
 * for the next stage to look for more mistakes in it.
 */
export const decode = (root: Node): These.These<readonly Diagnostic[], Decoded> => {
  const validation = document.validate(root, [{ key: '', type: document }]);
  if (E.isRight(validation))
    return These.right({
      declaration: validation.right,
      gaps: {
        inputs: false,
        components: false,
        outputsOf: new Set(),
        resources: false,
        runners: false,
        edges: false,
      },
    });
  const diagnostics = diagnosticsOf(validation.left);
  const read: Partial<Declaration> | undefined = partial(validation);
  if (read === undefined) return These.left(diagnostics);
  const faults = validation.left as Fault[];
  return These.both(diagnostics, { declaration: filled(read), gaps: gapsOf(faults, read) });
};

// What is read of a collection with faults may lack required keys, whatever its type says.
const filled = (read: Partial<Declaration>): Declaration => ({
  ...read,
  name: read.name ?? nothing,
  inputs: read.inputs ?? [],
  outputs: read.outputs ?? [],
  components: (read.components ?? []).map((component) => {
    const some: Partial<ComponentDeclaration> = component;
    return {
      ...component,
      runner: some.runner ?? nothing,
      inputs: some.inputs ?? [],
      outputs: some.outputs ?? [],
    };
  }),
});

const nothing: Text = { kind: 'scalar', value: '', place: [] };

const gapsOf = (faults: readonly Fault[], read: Partial<Declaration>): Gaps => {
  let inputs = read.inputs === undefined;
  let components = read.components === undefined;
  // A component whose outputs are absent, mistyped, or in a body that could not be read.
  const outputsOf = new Set(
    (read.components ?? [])
      .filter((component: Partial<ComponentDeclaration>) => component.outputs === undefined)
      .map(({ name }) => name.value),
  );
  for (const { context, diagnostic, value } of faults) {
    const [, , section, name, key] = context.map((entry) => entry.key);
    // A fault of a list itself, or of an item of it, may have cost a name.
    const isOfName = name === undefined || name === '#';
    if (diagnostic.code === 'duplicate-name') {
      // Its name could be read; what only the second publishes could not.
      if (section === 'components' && isOfName) outputsOf.add((value as Text).value);
    } else if (section === 'inputs' && isOfName) inputs = true;
    else if (section === 'components' && isOfName) components = true;
    else if (section === 'components' && name !== undefined && key === 'outputs')
      outputsOf.add(name);
  }
  // An optional key may be lost to a fault in its value, or be one that is mistyped.
  const isLost = (wanted: string): boolean =>
    faults.some(
      ({ context, diagnostic }) =>
        context[2]?.key === wanted ||
        (context.length === 2 && diagnostic.suggestions.includes(wanted)),
    );
  return {
    inputs,
    components,
    outputsOf,
    resources: isLost('resources'),
    runners: isLost('runners'),
    edges: inputs || components || outputsOf.size > 0 || !faults.every(isOfNoEdge),
  };
};

/** Keys of the pipeline and of a component that say nothing of who takes what. */
const withoutEdges = {
  pipeline: new Set([
    'concurrency',
    'defaults',
    'description',
    'name',
    'resources',
    'runners',
    'timeout',
  ]),
  component: new Set([
    'batch',
    'cache',
    'description',
    'fallback',
    'hedge',
    'params',
    'resources',
    'retry',
    'runner',
    'store',
    'thread',
    'timeout',
    'version',
    'workers',
  ]),
};

// A mistyped key is what it was meant to be.
const isOfNoEdge = ({ context, diagnostic: { code, suggestions } }: Fault): boolean => {
  const [, , section, component, key] = context.map((entry) => entry.key);
  const isIn = (keys: ReadonlySet<string>, name: string | undefined): boolean =>
    name !== undefined
      ? keys.has(name)
      : code === 'unknown-key' &&
        suggestions.length > 0 &&
        suggestions.every((meant) => keys.has(meant));
  if (section !== 'components') return isIn(withoutEdges.pipeline, section);
  return component !== undefined && isIn(withoutEdges.component, key);
};
