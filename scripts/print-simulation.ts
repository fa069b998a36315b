import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { install, node } from '../spec/cli/installed.js';
import { blocksOf } from './diagnostic-page.js';

/*
 * Puts what its commands print into `docs/simulation.md`, after a change of wording or of chance:
 * npx tsx scripts/print-simulation.ts
 */

const page = new URL('../docs/simulation.md', import.meta.url);
let text = readFileSync(page, 'utf8');
const blocks = blocksOf(text);
const home = mkdtempSync(join(tmpdir(), 'mlpipeline-'));
install(home);
writeFileSync(join(home, 'package.json'), '{"type":"module"}');
for (const { text } of blocks) {
  const file = /^(?:\/\/|#) (\S+)\n/.exec(text)?.[1];
  if (file !== undefined) writeFileSync(join(home, file), text);
}
// From the end, so that the places of those before stay as they are.
for (const block of blocks.filter(({ language }) => language === 'console').reverse()) {
  const [line = ''] = block.text.split('\n');
  const [program, ...argv] = line.slice('$ '.length).split(' ');
  const main = join(home, 'node_modules/mlpipeline/dist/cli/main.js');
  const { stdout, stderr } = await node(home, ...(program === 'mlpipeline' ? [main] : []), ...argv);
  const end = block.start + block.text.length;
  text = `${text.slice(0, block.start)}${line}\n${stderr}${stdout}${text.slice(end)}`;
}
writeFileSync(page, text);
rmSync(home, { recursive: true, force: true });
