import { isAbsolute } from 'node:path';

import { glob } from 'tinyglobby';

import { listed, quoted } from '../../diagnostics/wording.js';
import type { NeededInputs } from '../../engine/run/bind-inputs.js';
import type { Values } from '../../engine/events/event.js';
import type { Graph } from '../../graph/graph.js';
import type { ItemFile, ReadItem } from './read-item.js';
import { UsageError } from '../exit/usage-error.js';

/**
 * An item for each file that a pattern matches, in the order of their names: its path, from the
 * working directory unless the pattern is absolute, as the input of this name, or as the one that
 * nothing else is said of.
 */
export const globItems = async (
  pattern: string,
  input: string | undefined,
  graph: Graph,
  fixed: Values,
  asked?: NeededInputs,
): Promise<ItemFile> => {
  const name = input ?? onlyOpen(pattern, graph, fixed, asked);
  const paths = await glob(pattern, {
    expandDirectories: false,
    absolute: isAbsolute(pattern),
  });
  if (paths.length === 0) throw new UsageError(`no file matches ${quoted(pattern)}`);
  paths.sort();
  return { total: paths.length, items: itemsOf(paths, name) };
};

function* itemsOf(paths: readonly string[], name: string): Generator<ReadItem> {
  for (const path of paths) {
    const values = { [name]: path };
    yield { place: path, size: 1, values, raw: values };
  }
}

const onlyOpen = (
  pattern: string,
  { inputs }: Graph,
  fixed: Values,
  asked: NeededInputs,
): string => {
  const open = inputs.filter(
    ({ name }) => !Object.hasOwn(fixed, name) && (asked?.has(name) ?? true),
  );
  const needed = open.filter((one) => one.default === undefined);
  const [only, ...others] = needed.length > 0 ? needed : open;
  if (only !== undefined && others.length === 0) return only.name;
  const all = inputs.map(({ name }) => name);
  throw new UsageError(
    `which input gets the path? \`--each ${all[0] ?? 'input'}=glob:${pattern}\`: ` +
      (all.length === 0
        ? 'the pipeline has no inputs'
        : `the inputs are ${listed(all, 'and', 5, quoted)}`),
  );
};
