import { all } from '../../../lib/store/database/database.js';
import { openDatabase } from '../../../lib/store/database/open-database.js';

// A process that uses a database, and does not close it.
try {
  const database = await openDatabase(process.argv[2] ?? '');
  await Promise.all([1, 2, 3].map(() => database.read(() => all('SELECT 1 AS one'))));
  process.stdout.write('read');
} catch (error) {
  process.stdout.write((error as Error).message);
}
