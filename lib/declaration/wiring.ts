import type { Codec } from './codecs/codec.js';
import { list, listOrMap, mapped, named, unique } from './codecs/collections.js';
import { name, type Text } from './codecs/scalars.js';
import { listedReference, origin, type Selector } from './selectors.js';

/** A reference, and the name under which its value is passed on; without one, named by itself. */
export interface Wire {
  readonly as: Text | undefined;
  /** What a selector is called stands here where there is one. */
  readonly reference: Text;
  readonly selector?: Selector | undefined;
}

/** A value that a component publishes, and the runner's port from which it comes. */
export interface Publication {
  readonly name: Text;
  readonly port: Text;
}

const wires = (one: string, many: string): Codec<readonly Wire[]> =>
  listOrMap(
    `a list of references, or a map from ${many} to references`,
    mapped(list('a list of references', listedReference), (all): readonly Wire[] =>
      all.map((reference) => ({ as: undefined, reference })),
    ),
    mapped(
      named(`a map from ${many} to references`, many, name(one), origin),
      (all): readonly Wire[] => all.map(({ name, value }) => ({ as: name, ...value })),
    ),
  );

/** `inputs` of a component: references, or ports and what is wired to them. */
export const componentInputs = wires('a port', 'ports');

/** `outputs` of a pipeline: references, or names in the result and what they stand for. */
export const pipelineOutputs = wires('an output', 'outputs');

/** `outputs` of a component: names, or names and the runner's ports behind them. */
export const componentOutputs: Codec<readonly Publication[]> = listOrMap(
  'a list of names, or a map from names to ports of the runner',
  mapped(
    unique('outputs', list('a list of names', name('an output'))),
    (names): readonly Publication[] => names.map((name) => ({ name, port: name })),
  ),
  mapped(
    named('a map from names to ports', 'outputs', name('an output'), name('a port')),
    (all): readonly Publication[] => all.map(({ name, value }) => ({ name, port: value })),
  ),
);

/** `dependencies` of a component: what must have finished first, without passing a value. */
export const dependencies = list('a list of components', name('a component to wait for'));
