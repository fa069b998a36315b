import { createInterface } from 'node:readline';

import { openStore } from '../../../lib/store/open-store.js';
import { finished, newRun } from './samples.js';

// A process that holds a run, and finishes the tasks that it is told, one a line; it says what came of it.
const [where = '', lease = ''] = process.argv.slice(2);
const store = await openStore(where, { lease: Number(lease) });
const writer = await store.create(newRun('r'));
process.stdout.write('created\n');
for await (const task of createInterface({ input: process.stdin })) {
  const said = await writer.finish(finished(task, { attempt: 7 })).then(
    () => 'finished',
    (error: unknown) => (error as Error).name,
  );
  process.stdout.write(`${said} ${writer.lost.aborted ? 'lost' : 'held'}\n`);
}
await store.close();
