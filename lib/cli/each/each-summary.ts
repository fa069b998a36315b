import { quoted } from '../../diagnostics/wording.js';
import type { EachEnd } from './each-end.js';
import type { EachCommandOptions } from './each-flags.js';
import type { EachProgress } from './each-progress.js';

/** What has come of the items, and how they can be gone on with. */
export const eachSummary = (
  progress: EachProgress,
  why: EachEnd['why'],
  { results, failed }: EachCommandOptions,
  isKept: boolean,
): string => {
  const isStopped = why !== undefined;
  const before =
    why === 'interrupt'
      ? 'interrupted: '
      : why === 'failure'
        ? 'stopped at a failure: '
        : why === 'timeout'
          ? 'an item timed out, and its runner blocks the event loop: '
          : isStopped
            ? 'stopped: '
            : '';
  const said = [`${before}${progress.summary(Date.now())}`];
  if (isStopped && progress.inFlight > 0) said.push(`${progress.inFlight} cancelled in flight`);
  if (isStopped)
    said.push(
      results === undefined && !isKept
        ? 'with `--results FILE` a later call can continue from there'
        : 'run the same command with `--resume` to continue',
    );
  if (progress.failed > 0 && failed !== undefined)
    said.push(`those that failed are in ${quoted(failed)}`);
  return said.join('; ');
};
