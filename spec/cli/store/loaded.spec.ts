import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';

import { expect } from 'chai';

const root = resolve(import.meta.dirname, '../../..');

/** What a module loads when it is loaded: what it imports, but not what it imports only when it is called. */
const loadedWith = (file: string, all = new Set<string>()): ReadonlySet<string> => {
  const path = resolve(root, file);
  if (all.has(path)) return all;
  all.add(path);
  const text = readFileSync(path, 'utf8');
  const statements = /^(?:import|export) (?!type\b)(?:[^;]*? from )?'(\.[^']+)';/gm;
  for (const [, name = ''] of text.matchAll(statements))
    loadedWith(resolve(dirname(path), name.replace(/\.js$/, '.ts')), all);
  return all;
};

describe('those who keep no runs', () => {
  for (const file of [
    'lib/cli/main.ts',
    'lib/cli/run/run.ts',
    'lib/cli/each/run-each.ts',
    'lib/index.ts',
  ])
    it(`load nothing of the store with ${file}`, () => {
      const loaded = [...loadedWith(file)].map((path) => relative(root, path));
      expect(loaded).to.include(file);
      const store = loaded.filter((path) => path.startsWith('lib/store/'));
      expect(store.filter((path) => path !== 'lib/store/where-store.ts')).to.deep.equal([]);
    });
});
