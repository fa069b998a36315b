import { statSync } from 'node:fs';

import { watch as watchFolders } from 'chokidar';
import { concatMap, from, map, startWith } from 'rxjs';

import { quoted } from '../../diagnostics/wording.js';
import { diskFingerprint, DiskHints } from './disk-watch.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { UsageError } from '../exit/usage-error.js';
import { FileWatch } from './file-watch.js';
import { FreshModules } from './fresh-modules.js';
import { refuseAnyRunner } from '../files/load-pipeline.js';
import { refuseWithoutStore } from '../flags/cache-flags.js';
import { missingFileError } from '../flags/missing-file-error.js';
import { endGroupsNow } from '../../runners/command/process-group.js';
import { onInterrupt } from '../exit/on-interrupt.js';
import type { RunCommandOptions } from '../flags/run-flags.js';
import { refusePipelineAsStore, storeAsked } from '../store/store-flags.js';
import { showsText } from '../terminal/run-sinks.js';
import { WatchedPipeline } from './watched-pipeline.js';
import { stdout } from '../terminal/stdout.js';

/**
 * `mlpipeline watch`: runs a pipeline whenever one of its files changes, and of it what follows from
 * the change. Outputs on stdout, everything else on stderr, until it is interrupted.
 */
export const watch = async (
  argument: string | undefined,
  options: RunCommandOptions,
): Promise<ExitStatus> => {
  refusePipelineAsStore(options);
  const file = watchable(argument, options);
  const where = storeAsked(options, file);
  refuseWithoutStore(options, where);
  // Loaded for those who have a store.
  const cache =
    where === undefined
      ? undefined
      : await (await import('./watch-cache.js')).watchCache(where, options);
  const hints = new DiskHints(watchFolders);
  const files = new FileWatch(diskFingerprint(), hints);
  const pipeline = new WatchedPipeline({
    file,
    options,
    modules: new FreshModules(),
    ...(cache === undefined ? {} : { lookups: cache.lookups }),
    stdout: (text) => stdout.write(text),
    stderr: (text) => process.stderr.write(text),
  });
  files.watch(pipeline.files());
  let stopListening: () => void = () => undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      stopListening = onInterrupt({
        cancel: resolve,
        endNow: () => {
          pipeline.stop();
          endGroupsNow();
          return exitStatus.done;
        },
        isTold: showsText(options),
      });
      files.changes$
        .pipe(
          map((changed) => () => pipeline.follow(changed)),
          startWith(() => pipeline.start()),
          // What changes meanwhile is followed afterwards.
          concatMap((step) => from(step())),
        )
        .subscribe({
          next: () => {
            files.watch(pipeline.files());
          },
          error: reject,
        });
    });
  } finally {
    stopListening();
    files.close();
    await hints.close();
    pipeline.stop();
    await cache?.close();
  }
  return exitStatus.done;
};

const watchable = (file: string | undefined, options: RunCommandOptions): string => {
  const { inputsFile, inputs = [] } = options;
  if (file === undefined) throw missingFileError('watch', options);
  if (file === '-') throw new UsageError('standard input cannot be watched: name a file');
  if (inputsFile === '-' || inputs.some((one) => /^[^=]+=@-$/.test(one)))
    throw new UsageError('standard input cannot be watched: name a file for the inputs');
  refuseAnyRunner(options);
  // Later, it may be away for a while.
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new UsageError(`${quoted(file)} cannot be read: there is no such file`);
  return file;
};
