import { open } from 'node:fs/promises';

import { quoted } from '../../diagnostics/wording.js';
import { type NeededInputs, unknownInputs } from '../../engine/run/bind-inputs.js';
import type { Values } from '../../engine/events/event.js';
import { messageOf } from '../../diagnostics/thrown.js';
import type { Graph } from '../../graph/graph.js';
import { csvItems } from './csv-items.js';
import { globItems } from './glob-items.js';
import type { ItemFile } from './read-item.js';
import { ndjsonItems } from './ndjson-items.js';
import { itemFile, itemPattern } from './each-argument.js';
import { UsageError } from '../exit/usage-error.js';
import { type Line, linesOf } from '../files/lines-of.js';

/**
 * Opens what `--each` names: a file of JSON lines or, by its ending, of CSV; `-` for standard input;
 * `ndjson:` or `csv:` before either where the ending does not tell; `glob:` or `input=glob:` and a
 * pattern. `fixed` are the inputs that are the same for all items.
 */
export const openItems = async (
  spec: string,
  graph: Graph,
  fixed: Values,
  needed?: NeededInputs,
): Promise<ItemFile> => {
  const files = itemPattern(spec);
  if (files !== undefined) {
    const { input, pattern } = files;
    const unknown = input === undefined ? [] : unknownInputs(graph, { [input]: pattern });
    if (unknown.length > 0) throw new UsageError(unknown.join('\n  '));
    return globItems(pattern, input, graph, fixed, needed);
  }
  const { path, kind } = itemFile(spec);
  const { stream, size } =
    path === '-' ? { stream: process.stdin, size: undefined } : await openFile(path);
  const name = path === '-' ? '<stdin>' : path;
  const items = kind === 'csv' ? csvItems : ndjsonItems;
  return { total: size, items: items(readable(linesOf(stream), name), name, graph, fixed, needed) };
};

// A line without end, a disk that fails: what was read before counts.
async function* readable(lines: AsyncIterable<Line>, name: string): AsyncGenerator<Line> {
  try {
    yield* lines;
  } catch (error) {
    throw new UsageError(`${quoted(name)} cannot be read any further: ${messageOf(error)}`);
  }
}

const openFile = async (
  path: string,
): Promise<{ stream: AsyncIterable<unknown>; size: number | undefined }> => {
  try {
    const file = await open(path);
    const stat = await file.stat();
    if (stat.isDirectory()) {
      await file.close();
      throw new UsageError(
        `${quoted(path)} is a folder: for the files in it \`--each 'glob:${path}/*'\``,
      );
    }
    // A pipe has no size.
    return { stream: file.createReadStream(), size: stat.isFile() ? stat.size : undefined };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : message;
    throw new UsageError(`${quoted(path)} cannot be read: ${why}`);
  }
};
