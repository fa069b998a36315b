import { visibleJson } from '../../diagnostics/visible.js';
import type { RunCommandOptions } from '../flags/run-flags.js';

/**
 * Lines on stderr that are no events, as they are: where events are logged as lines of JSON, each
 * line as one that has no run and no number, so that whoever reads them can read all.
 */
export const noteText = (
  lines: string,
  { log, quiet }: Pick<RunCommandOptions, 'log' | 'quiet'>,
): string =>
  log === 'json' && !quiet
    ? lines.replace(/^(?:mlpipeline: )?(.+)$/gm, (_, message: string) =>
        visibleJson(JSON.stringify({ type: 'note', message })),
      )
    : lines;
