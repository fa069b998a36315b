// Whole-process time and memory of `mlpipeline check` on pipelines of growing size.
// Needs a build: `npm run build && npx tsx bench/check.ts [SIZE…]`
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const runs = 3;

const reference = (index: number): string => (index < 2 ? 'document_id' : `c${index >> 1}.value`);

const styles: Readonly<Record<string, (index: number) => string>> = {
  list: (index) =>
    `    - c${index}:\n        runner: PassThrough\n        inputs: [${reference(index)}]\n        outputs: [value]\n`,
  map: (index) =>
    `    c${index}:\n      runner: PassThrough\n      inputs: [${reference(index)}]\n      outputs: [value]\n`,
  'all lists': (index) =>
    `    - c${index}:\n        - runner: PassThrough\n        - inputs:\n          - ${reference(index)}\n        - outputs:\n          - value\n`,
  chain: (index) =>
    `    - c${index}:\n        runner: PassThrough\n        inputs: [${index === 0 ? 'document_id' : `c${index - 1}.value`}]\n        outputs: [value]\n`,
};

const pipeline = (style: string, size: number): string => {
  const components = Array.from({ length: size }, (_, index) => styles[style]?.(index) ?? '');
  // All outputs that nothing else consumes, so that nothing is pruned.
  const outputs =
    style === 'chain'
      ? [`c${size - 1}.value`]
      : Array.from({ length: size - (size >> 1) }, (_, index) => `c${(size >> 1) + index}.value`);
  return `pipeline:\n  name: bench\n  inputs: [document_id]\n  outputs:\n${outputs
    .map((output) => `    - ${output}\n`)
    .join('')}  components:\n${components.join('')}`;
};

// The child checks one file and tells its own peak memory; its time is taken from outside.
const child = `
  const { run } = await import(process.argv[1]);
  const status = await run(['check', process.argv[2]]);
  process.stderr.write(JSON.stringify({ status, megabytes: process.resourceUsage().maxRSS / 1024 }));
`;

const program = new URL('../dist/cli/program.js', import.meta.url).href;

const measure = (file: string): { seconds: number; megabytes: number } => {
  const began = performance.now();
  const { stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', child, program, file],
    { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const { status, megabytes } = JSON.parse(stderr) as { status: number; megabytes: number };
  if (status !== 0) throw new Error(`check of ${file} ended with ${status}`);
  return { seconds: (performance.now() - began) / 1000, megabytes };
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-bench-'));
try {
  const asked = process.argv.slice(2).map(Number);
  const sizes = asked.length > 0 ? asked : [1_000, 10_000, 50_000, 200_000];
  console.log(`node ${process.version}, ${fileURLToPath(program)}, median of ${runs}`);
  console.log('style      components   seconds   µs per component   MB');
  for (const style of Object.keys(styles))
    for (const size of sizes) {
      const file = join(folder, 'bench.yaml');
      writeFileSync(file, pipeline(style, size));
      const all = Array.from({ length: runs }, () => measure(file));
      const seconds = median(all.map((one) => one.seconds));
      const megabytes = median(all.map((one) => one.megabytes));
      console.log(
        `${style.padEnd(9)}  ${String(size).padStart(10)}   ${seconds.toFixed(2).padStart(7)}   ${((seconds * 1e6) / size).toFixed(1).padStart(16)}   ${megabytes.toFixed(0)}`,
      );
    }
} finally {
  rmSync(folder, { recursive: true });
}
