import { join } from 'node:path';

import { openDatabase } from '../../../lib/store/database/open-database.js';

// A process that makes many databases, one after the other, from the time that it is told.
const [folder = '', at = ''] = process.argv.slice(2);
await new Promise((resolve) => setTimeout(resolve, Math.max(0, Number(at) - Date.now())));
for (let number = 0; number < 300; number += 1)
  await (await openDatabase(join(folder, `made-${number}.db`))).close();
