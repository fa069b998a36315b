import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { visible } from '../../diagnostics/visible.js';
import { shellWord } from '../text/shell-word.js';

/** This copy of MLPipeline. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Where a new project takes MLPipeline from. */
export interface InitSource {
  /** As its package.json says it. */
  readonly dependency: string;
  /** What a user has to know of it, in lines. */
  readonly said: readonly string[];
}

/**
 * By default as this copy was: a clone is linked, an archive is installed from again, and all else
 * comes from the package registry.
 */
export const sourceFor = (directory: string, link: boolean | undefined): InitSource => {
  const isInstalled = root.split(sep).includes('node_modules');
  const isLinked = link ?? !isInstalled;
  if (isLinked)
    return {
      dependency: pathFrom(directory, root),
      said: [
        `It uses the copy of MLPipeline in ${visible(root)}.`,
        'To take it from the package registry instead, once it is there: `npm install mlpipeline@latest`.',
      ],
    };
  const archive = link === undefined ? archiveOf() : undefined;
  if (archive !== undefined)
    return {
      dependency: pathFrom(directory, archive),
      said: [`It takes MLPipeline from ${visible(archive)}, the archive that this copy came from.`],
    };
  const range = versionRange();
  return {
    dependency: range,
    said: [
      `It takes MLPipeline ${range} from the package registry.`,
      `To use this very copy instead: \`npm install ${shellWord(visible(resolve(root)))}\`.`,
    ],
  };
};

// npm keeps a record beside the packages of a project. Of global ones it keeps none.
const archiveOf = (): string | undefined => {
  try {
    const record = JSON.parse(readFileSync(join(root, '..', '.package-lock.json'), 'utf8')) as {
      readonly packages?: Readonly<Record<string, { readonly resolved?: string }>>;
    };
    const resolved = record.packages?.['node_modules/mlpipeline']?.resolved ?? '';
    if (!resolved.startsWith('file:')) return undefined;
    const archive = resolve(root, '../..', resolved.slice('file:'.length));
    return existsSync(archive) ? archive : undefined;
  } catch {
    return undefined;
  }
};

const versionRange = (): string => {
  const text = readFileSync(join(root, 'package.json'), 'utf8');
  return `^${(JSON.parse(text) as { readonly version: string }).version}`;
};

// Relative, so that the two may be moved together.
const pathFrom = (directory: string, target: string): string => {
  const path = relative(directory, target);
  return `file:${(isAbsolute(path) ? path : join(path, '.')).split(sep).join('/')}`;
};
