import { spawnSync } from 'node:child_process';

// Parses a module and what it imports by relative paths, and runs none of it.
const walk = `
const [{ readFileSync, statSync }, { extname, dirname, resolve }, { SourceTextModule }] =
  [require('node:fs'), require('node:path'), require('node:vm')];
const files = new Set([process.argv[1]]);
for (const file of files) {
  if (!/\\.m?js$/.test(file)) continue;
  const { dependencySpecifiers } = new SourceTextModule(readFileSync(file, 'utf8'), { identifier: file });
  for (const wanted of dependencySpecifiers) {
    const next = resolve(dirname(file), wanted);
    if (/^[.]{1,2}[/]/.test(wanted) && statSync(next, { throwIfNoEntry: false })?.isFile()) files.add(next);
  }
}
`;

/**
 * Where the syntax of an ES module, or of one that it imports, is wrong, as `file:line`: Node.js tells
 * that to nobody but the console of a process that ends of it.
 */
export const syntaxErrorPlace = (error: SyntaxError, file: string): string | undefined =>
  [
    ['--check', file],
    ['--experimental-vm-modules', '--no-warnings', '--eval', walk, '--', file],
  ]
    .map((argv) => spawnSync(process.execPath, argv, { encoding: 'utf8', timeout: 10_000 }).stderr)
    .find((stderr) => stderr.includes(error.message))
    ?.split('\n')[0];
