import { all, run } from '../../../lib/store/database/database.js';
import type { Migration } from '../../../lib/store/database/migrate.js';

/** Migrations that fail, or leave other rows, where one is done twice or left out. */
export const steps: readonly Migration[] = [
  {
    name: 'things',
    statements: [
      'CREATE TABLE things (id BIGINT PRIMARY KEY, text TEXT NOT NULL)',
      'CREATE INDEX things_text ON things (text)',
      "INSERT INTO things (id, text) VALUES (1, 'one')",
    ],
  },
  { name: 'sizes', statements: ['ALTER TABLE things ADD COLUMN size BIGINT'] },
  {
    name: 'sizes of what there is',
    *work() {
      for (const { id, text } of yield* all('SELECT id, text FROM things'))
        yield* run('UPDATE things SET size = ? WHERE id = ?', String(text).length, id ?? null);
    },
  },
  { name: 'more', statements: ["INSERT INTO things (id, text, size) VALUES (2, 'other', 5)"] },
];
