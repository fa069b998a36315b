import * as E from 'fp-ts/lib/Either.js';

import type { Graph } from '../../graph/graph.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { UsageError } from '../exit/usage-error.js';
import { ifGiven, whole } from '../flags/run-flags.js';
import { jsonText } from '../text/json-text.js';
import { findingsText, loadOnePipeline, type LoadFlags } from '../files/load-pipeline.js';
import { paintFor } from '../terminal/paint-for.js';
import { stdout } from '../terminal/stdout.js';

export const drawingFormats = ['mermaid', 'dot', 'svg', 'json'] as const;
export type DrawingFormat = (typeof drawingFormats)[number];

export interface GraphOptions extends LoadFlags {
  readonly format: DrawingFormat;
  readonly depth?: string;
}

/** `mlpipeline graph`: draws a pipeline. */
export const graph = async (file: string, options: GraphOptions): Promise<ExitStatus> => {
  const depth = ifGiven(options.depth, (text) => whole('--depth', text, 0));
  if (depth !== undefined && options.format === 'json')
    throw new UsageError('`--depth` cannot be used with `--format json`, which has all levels');
  const loaded = await loadOnePipeline(file, options);
  if (E.isLeft(loaded)) {
    process.stderr.write(findingsText(loaded.left, paintFor(process.stderr)));
    return exitStatus.unsound;
  }
  const drawing = await draw(loaded.right.graph, options.format, depth);
  stdout.write(drawing.endsWith('\n') ? drawing : `${drawing}\n`);
  return exitStatus.done;
};

const draw = async (graph: Graph, format: DrawingFormat, depth = 0): Promise<string> => {
  const options = { depth };
  switch (format) {
    case 'mermaid':
      return (await import('../../drawing/mermaid.js')).toMermaid(graph, options);
    case 'dot':
      return (await import('../../drawing/dot.js')).toDot(graph, options);
    case 'json':
      return jsonText((await import('../../drawing/json-graph.js')).toJson(graph));
    case 'svg': {
      const { DrawingError, toSvg } = await import('../../drawing/svg/svg.js');
      try {
        return await toSvg(graph, options);
      } catch (error) {
        if (error instanceof DrawingError) throw new UsageError(error.message);
        throw error;
      }
    }
  }
};
