import { openDatabase } from '../../../lib/store/database/open-database.js';
import { migrate } from '../../../lib/store/database/migrate.js';
import { steps } from './steps.js';

// A process that opens a database and migrates it, at the time that it is told.
const [where = '', at = ''] = process.argv.slice(2);
await new Promise((resolve) => setTimeout(resolve, Math.max(0, Number(at) - Date.now())));
const database = await openDatabase(where);
await migrate(database, steps);
await database.close();
