// A folder is watched, and each page that comes into it is read:
// npx tsx examples/composing/watched-folder.ts FOLDER
import { fileURLToPath } from 'node:url';

import { watch } from 'chokidar';
import { map, Observable } from 'rxjs';

// In a project of your own: from 'mlpipeline'.
import { each, type EachResult, loadFile, orThrow } from '../../lib/index.js';

const reading = orThrow(await loadFile(fileURLToPath(new URL('reading.yaml', import.meta.url))));

/** The paths of the files that are in a folder, and of each that comes, once it is whole. */
const filesIn = (folder: string): Observable<string> =>
  new Observable((subscriber) => {
    const watcher = watch(folder, {
      depth: 0,
      awaitWriteFinish: { stabilityThreshold: 200, pollInterval: 50 },
    });
    watcher.on('add', (path) => {
      subscriber.next(path);
    });
    watcher.on('error', (error) => {
      subscriber.error(error);
    });
    return () => {
      void watcher.close();
    };
  });

/** What came of each page, as soon as it is there: a page that fails does not end the watch. */
export const readNewPages = (folder: string): Observable<EachResult> =>
  filesIn(folder).pipe(
    map((page) => ({ page })),
    each(reading, { concurrency: 4, order: 'completion', onFailure: 'emit' }),
  );

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const pages = readNewPages(process.argv[2] ?? '.').subscribe(({ outputs, error }) => {
    console.log(outputs ?? error.message);
  });
  process.once('SIGINT', () => {
    pages.unsubscribe();
  });
}
