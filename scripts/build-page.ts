import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import type { Rollup } from 'vite';

/*
 * Builds the page (`lib/page/`) into a folder: `page.js` and `page.css`. `npm run build` calls it with
 * the folder; code that runs from source asks `pageFolder()`, which builds only what has changed.
 */

const root = fileURLToPath(new URL('..', import.meta.url));

interface Built {
  readonly code: string;
  readonly css: string;
  readonly modules: readonly string[];
}

/** One entry as one script without imports. */
const bundle = async (entry: string, define: Readonly<Record<string, string>>): Promise<Built> => {
  const { build } = await import('vite');
  const result = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    define,
    esbuild: { jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none' },
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      cssCodeSplit: false,
      rollupOptions: {
        input: join(root, entry),
        output: { format: 'iife', entryFileNames: 'page.js', assetFileNames: 'page[extname]' },
        onwarn: (warning) => {
          // What the page shares with the rest of `lib` must not need Node.
          throw new Error(warning.message);
        },
      },
    },
  });
  const { output } = (Array.isArray(result) ? result[0] : result) as Rollup.RollupOutput;
  const chunk = output.find((one) => one.type === 'chunk');
  const style = output.find((one) => one.type === 'asset' && one.fileName.endsWith('.css'));
  if (chunk === undefined) throw new Error(`nothing was built of ${entry}`);
  return {
    // A script within a page ends at the first of these.
    code: chunk.code.replace(/<\/script/g, '<\\/script').trim(),
    css: style?.type === 'asset' ? String(style.source) : '',
    modules: chunk.moduleIds.filter((id) => existsSync(id)),
  };
};

/** Builds the page, and says which files it is made of. */
export const buildPage = async (to: string): Promise<readonly string[]> => {
  const worker = await bundle('lib/page/graph/layout-worker.ts', {});
  const page = await bundle('lib/page/main.tsx', {
    // The page is one file: the script of its worker is within it, packed to a third.
    LAYOUT_WORKER: JSON.stringify(gzipSync(worker.code, { level: 9 }).toString('base64')),
    'process.env.NODE_ENV': '"production"',
  });
  mkdirSync(to, { recursive: true });
  writeFileSync(join(to, 'page.js'), page.code);
  writeFileSync(join(to, 'page.css'), page.css.trim());
  return [...new Set([...page.modules, ...worker.modules])];
};

const stampOf = (files: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(existsSync(file) ? readFileSync(file) : '');
  return hash.digest('hex');
};

/** The page as it is now, built if it has changed. Several processes may ask at once. */
export const pageFolder = async (): Promise<string> => {
  const cache = join(root, 'node_modules/.cache/page');
  const note = join(cache, 'current.json');
  if (existsSync(note)) {
    const { folder, files, stamp } = JSON.parse(readFileSync(note, 'utf8')) as {
      readonly folder: string;
      readonly files: readonly string[];
      readonly stamp: string;
    };
    if (existsSync(folder) && stampOf(files) === stamp) return folder;
  }
  const making = join(cache, `making-${process.pid}`);
  const files = [
    ...(await buildPage(making)),
    join(root, 'lib/page/page.css'),
    fileURLToPath(import.meta.url),
  ];
  const stamp = stampOf(files);
  const folder = join(cache, stamp.slice(0, 16));
  if (existsSync(folder)) rmSync(making, { recursive: true });
  else renameSync(making, folder);
  const draft = `${note}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ folder, files, stamp }));
  renameSync(draft, note);
  return folder;
};

const [, script, target] = process.argv;
if (script !== undefined && fileURLToPath(import.meta.url) === script && target !== undefined)
  await buildPage(target);
