import * as E from 'fp-ts/lib/Either.js';

import type { Graph } from '../../graph/graph.js';
import type { KeptRun } from '../../store/store.js';
import { UsageError } from '../exit/usage-error.js';
import { findingsText, loadOnePipeline } from '../files/load-pipeline.js';
import { type RunCommandOptions, withFlags } from '../flags/run-flags.js';
import { type AskedFlags, flagsAsked } from '../store/asked-flags.js';
import { shortId } from '../store/short-id.js';
import { paintFor } from '../terminal/paint-for.js';

/** The pipeline of a kept run as it is now, loaded as the run was. */
export interface LoadedKept {
  readonly file: string;
  readonly graph: Graph;
  /** The flags that it was loaded by. */
  readonly asked: AskedFlags;
}

/** `undefined` where the file is unsound, which is told. */
export const loadKept = async (
  kept: KeptRun,
  { file = kept.declared.file, runners }: Pick<RunCommandOptions, 'file' | 'runners'>,
): Promise<LoadedKept | undefined> => {
  if (file === undefined)
    throw new UsageError(
      `run ${shortId(kept.id)} was not started from a file: name a file that has its pipeline with \`--file FILE\`, and its own runners with \`--runners MODULE\`; in code, \`resume(store, '${shortId(kept.id)}', { pipeline })\` continues it`,
    );
  const asked = flagsAsked(kept.options);
  const flags = { ...asked, ...(runners.length > 0 ? { runners } : {}) };
  const loaded = await loadOnePipeline(file, flags);
  if (E.isRight(loaded))
    return {
      file,
      asked,
      graph: withFlags(loaded.right.graph, {
        ...flags,
        output: 'json',
        quiet: false,
        verbose: false,
      }),
    };
  process.stderr.write(findingsText(loaded.left, paintFor(process.stderr)));
  return undefined;
};
