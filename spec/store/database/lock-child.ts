import { run } from '../../../lib/store/database/database.js';
import { openSqlite } from '../../../lib/store/database/sqlite.js';

// A process that has a database locked for a time, and says when it has.
const [path = '', time = ''] = process.argv.slice(2);
const database = await openSqlite(path);
await database.write('full', function* () {
  yield* run('INSERT INTO things VALUES (1)');
  process.stdout.write('locked');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(time));
});
await database.close();
