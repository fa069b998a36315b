import { counted, quoted } from '../../diagnostics/wording.js';
import { pruneUploads } from '../../server/body/prune-uploads.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { UsageError } from '../exit/usage-error.js';
import type { StoreFlags } from '../store/store-flags.js';
import { stdout } from '../terminal/stdout.js';
import { uploadsFolder } from '../store/uploads-folder.js';
import { withStore } from './history-store.js';
import { sizeText } from './kept-text.js';

export interface PruneCommandOptions extends StoreFlags {
  readonly older: string;
  readonly keepFailed?: boolean;
  readonly dryRun?: boolean;
}

/** `mlpipeline prune`: removes runs that are older, and then what nothing refers to any more. */
export const prune = (options: PruneCommandOptions): Promise<ExitStatus> => {
  const age = ageOf(options.older);
  return withStore(options, async ({ store, keeper }) => {
    const { runs, blobs, bytes } = await store.prune({
      before: Date.now() - age,
      keepFailed: options.keepFailed === true,
      dry: options.dryRun === true,
    });
    const verb = options.dryRun === true ? 'would be removed' : 'removed';
    stdout.write(
      `${verb}: ${counted(runs, 'run')} and ${counted(blobs, 'blob')} (${sizeText(bytes)})\n`,
    );
    const uploads = uploadsFolder(store.where);
    // Which would be of no run any more is known when the runs are gone.
    if (uploads !== undefined && options.dryRun !== true) {
      const sent = await pruneUploads(uploads, { store, keeper });
      if (sent.files > 0)
        stdout.write(
          `removed: ${counted(sent.files, 'uploaded file')} (${sizeText(sent.bytes)})\n`,
        );
    }
    return exitStatus.done;
  });
};

const milliseconds: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

// A timer takes no month, and a duration of the format ends at 24 days: ages are longer.
const ageOf = (text: string): number => {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(text.trim()) ?? [];
  const size = milliseconds[unit];
  if (size !== undefined) return Number(number) * size;
  throw new UsageError(
    `\`--older\` takes an age, such as \`12h\`, \`30d\` or \`8w\`, not ${quoted(text)}`,
  );
};
