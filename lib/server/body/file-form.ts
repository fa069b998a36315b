import type * as t from 'io-ts';

import type { Graph, PipelineInput } from '../../graph/graph.js';

/** What an input is given for a file that a client sends; `undefined` where it takes none. */
export type FileForm = 'media' | 'bytes' | 'path' | undefined;

/** What the ports declare that take an input. */
export const codecsOf = ({ components }: Graph, input: number): readonly t.Mixed[] =>
  components
    .filter(({ pruned }) => !pruned)
    .flatMap(({ inputs, runner }) =>
      inputs
        .filter(({ consumable }) => consumable === input)
        .flatMap(({ port }) => runner.inputs?.[port] ?? []),
    );

const some = new Uint8Array(1);
const samples = { media: { mediaType: 'image/png', bytes: some }, bytes: some } as const;

/**
 * By what the input is declared to be, and where that says nothing by what the ports that take it
 * declare. A text is the path of the file.
 */
export const fileForm = (graph: Graph, { name, type }: PipelineInput): FileForm => {
  if (type === 'string') return 'path';
  if (type === 'number' || type === 'integer' || type === 'boolean') return undefined;
  const codecs = codecsOf(
    graph,
    graph.inputs.findIndex((input) => input.name === name),
  );
  const isTaken = (sample: unknown): boolean => codecs.every((codec) => codec.is(sample));
  if (codecs.length === 0) return type === 'json' ? 'media' : 'path';
  if (isTaken('')) return type === 'json' && isTaken(samples.media) ? 'media' : 'path';
  if (isTaken(samples.media)) return 'media';
  return isTaken(samples.bytes) ? 'bytes' : undefined;
};
