import * as E from 'fp-ts/lib/Either.js';

import type { Paint } from '../../diagnostics/paint.js';
import type { Pipeline } from '../../load.js';
import { findingsText, type LoadFlags, loadOnePipeline } from './load-pipeline.js';

export interface PipelineOfFile extends Pipeline {
  readonly file: string;
}

/** The pipelines of some files; `undefined` where any has mistakes, those of all said on stderr. */
export const loadPipelines = async (
  files: readonly string[],
  flags: LoadFlags,
  paint: Paint,
): Promise<readonly PipelineOfFile[] | undefined> => {
  const pipelines: PipelineOfFile[] = [];
  for (const file of files) {
    const loaded = await loadOnePipeline(file, flags);
    if (E.isRight(loaded)) pipelines.push({ ...loaded.right, file });
    else process.stderr.write(findingsText(loaded.left, paint));
  }
  return pipelines.length < files.length ? undefined : pipelines;
};
