import { counted, listed, quoted } from '../../diagnostics/wording.js';
import { groupsEnded, programsEnding } from '../../runners/command/process-group.js';
import { threadsEnded } from '../../runners/thread/with-thread.js';
import type { RunCommandOptions } from '../flags/run-flags.js';
import { noteText } from './note-text.js';

const patience = 1_000;

/** Resolves when all programs that are being ended have ended; says on stderr whom that waits for. */
export const programsEnded = async (
  options: Pick<RunCommandOptions, 'log' | 'quiet'>,
): Promise<void> => {
  const telling = setTimeout(() => {
    const names = programsEnding();
    if (names.length === 0 || options.quiet) return;
    const who = `${counted(names.length, 'program')} to end: ${listed(names, 'and', 5, quoted)}`;
    const line = `mlpipeline: waits for ${who}; press Ctrl-C to kill ${names.length === 1 ? 'it' : 'them'}\n`;
    process.stderr.write(noteText(line, options));
  }, patience);
  await Promise.all([groupsEnded(), threadsEnded()]);
  clearTimeout(telling);
};
