/*
 * Writes into every page of docs/diagnostics what its example prints today, after a change of a
 * message's wording: `npx tsx scripts/print-diagnostics.ts`. Look through the difference it makes.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

import { findIn, readPage } from './diagnostic-page.js';

const folder = new URL('../docs/diagnostics/', import.meta.url);

for (const name of readdirSync(folder)) {
  if (name === 'README.md' || !name.endsWith('.md')) continue;
  const file = new URL(name, folder);
  const markdown = readFileSync(file, 'utf8');
  try {
    const page = readPage(markdown);
    const { start, text } = page.printed;
    const { printed } = await findIn(page);
    const written = `${markdown.slice(0, start)}${printed}\n${markdown.slice(start + text.length)}`;
    if (written === markdown) continue;
    writeFileSync(file, written);
    console.log(`rewritten: docs/diagnostics/${name}`);
  } catch (error) {
    console.error(
      `docs/diagnostics/${name}: ${error instanceof Error ? error.message : String(error)}`,
    );
    process.exitCode = 1;
  }
}
