import { loadFile, orThrow } from '../../lib/load.js';
import { openWorker } from '../../lib/queue/index.js';
import { Registry } from '../../lib/runners/registry.js';
import runners from './random-work.js';

/** A worker of random work whose locks hold for so many milliseconds: `short-locked-worker.ts FILE URL LOCK`. */
const [file = '', url = '', lock] = process.argv.slice(2);
const { graph } = orThrow(await loadFile(file, { runners: new Registry(runners) }));
await openWorker([graph], url, { concurrency: 8, lock: Number(lock) });
process.stderr.write('taking tasks of random work\n');
