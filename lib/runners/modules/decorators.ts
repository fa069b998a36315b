import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/*
 * Decorators in TypeScript that `jiti` runs. It knows the old ones alone, and runs others as if they
 * were old: they are passed over, or fail when the runner is called. So they are refused where nothing
 * says that they are the old ones.
 */

const decorated = /\b_applyDecoratedDescriptor\(|\|\| _class\d*\b/;

// In place of `Reflect.metadata`, where there is none, which takes the place of what it decorates.
const metadata = /\|\|\s*\(\(t\)\s*=>\s*t\)/g;

/** What `jiti` has made of a source, with the old decorators as they should be. Throws for others. */
export const withDecorators = (code: string, source: string, file: string): string => {
  if (!decorated.test(code)) return code;
  if (!areOld(dirname(file))) throw notOld(source, file);
  return code.replace(metadata, '|| (() => undefined)');
};

const notOld = (source: string, file: string): SyntaxError => {
  const error = new SyntaxError(
    'only legacy decorators are supported: set `experimentalDecorators` in `tsconfig.json` if these are legacy, or compile the module to JavaScript',
  );
  const line = source.split('\n').findIndex((text) => /^\s*(?:export\s+)?@\w/.test(text)) + 1;
  // It is about that file, whoever has imported it.
  error.stack = `${error.message}\n    at ${file}:${Math.max(line, 1)}`;
  return error;
};

// One that extends another may have it from there.
const areOld = (folder: string): boolean => {
  const path = join(folder, 'tsconfig.json');
  if (existsSync(path))
    return /"experimentalDecorators"\s*:\s*true|"extends"\s*:/.test(readFileSync(path, 'utf8'));
  const above = dirname(folder);
  return above !== folder && areOld(above);
};
