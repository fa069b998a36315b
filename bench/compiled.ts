import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { glob } from 'tinyglobby';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));

export interface Compiled {
  /** A compiled file, by the path of its source from the root. */
  readonly file: (source: string) => string;
}

/**
 * The sources as plain JavaScript, as they are now, whoever edits or builds them meanwhile. What is
 * measured must not run through a loader: that of `tsx` names functions at run time each time they
 * are made, which costs more than some of them do. Removed when the process exits.
 */
export const compiled = async (): Promise<Compiled> => {
  const cache = join(root, 'bench/node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'engine-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const sources = await glob(['lib/**/*.ts', 'bench/**/*.ts'], {
    cwd: root,
    ignore: ['**/node_modules/**'],
  });
  const file = (source: string): string => join(folder, source.replace(/\.ts$/, '.js'));
  for (const source of sources) {
    const { outputText } = ts.transpileModule(readFileSync(join(root, source), 'utf8'), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
      },
    });
    mkdirSync(dirname(file(source)), { recursive: true });
    writeFileSync(file(source), outputText);
  }
  return { file };
};
