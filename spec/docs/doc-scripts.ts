import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inspect } from 'node:util';

import { type Block, blocksOf } from '../../scripts/diagnostic-page.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A block with the name that its first line gives its file: `// restart.ts`, `# pipeline.yaml`. */
export interface DocBlock extends Block {
  readonly file: string | undefined;
}

/** The blocks of a page of `docs/`. */
export const docBlocks = (page: string): readonly DocBlock[] =>
  blocksOf(readFileSync(join(root, 'docs', page), 'utf8')).map((block) => ({
    ...block,
    file: /^(?:\/\/|#) (\S+)$/m.exec(block.text)?.[1],
  }));

/** The scripts of a page that have a name, where what they print stands below. */
export const printingScripts = (
  blocks: readonly DocBlock[],
): readonly { readonly script: DocBlock & { readonly file: string }; readonly printed: string }[] =>
  blocks.flatMap(({ file, ...block }, at) => {
    const next = blocks[at + 1];
    return block.language === 'ts' && file !== undefined && next?.language === 'text'
      ? [{ script: { ...block, file }, printed: next.text }]
      : [];
  });

/** What a script that stands alone prints. */
export const printedBy = async (script: DocBlock & { readonly file: string }): Promise<string> => {
  const scripts = new DocScripts([script]);
  try {
    return (await scripts.run(script.file)).printed;
  } finally {
    scripts.remove();
  }
};

interface Ran {
  readonly printed: string;
  readonly tests: readonly (readonly [name: string, run: () => void])[];
}

/** Runs scripts of a page, which import each other, with the sources for `mlpipeline`. */
export class DocScripts {
  private readonly folder: string;

  constructor(files: readonly { readonly file: string | undefined; readonly text: string }[]) {
    // Inside the project, where packages are found.
    const cache = join(root, 'node_modules/.cache');
    mkdirSync(cache, { recursive: true });
    this.folder = mkdtempSync(join(cache, 'mlpipeline-docs-'));
    writeFileSync(join(this.folder, 'package.json'), '{ "type": "module" }');
    for (const { file = '', text } of files)
      writeFileSync(join(this.folder, file.replace(/\.ts$/, '.mts')), prepared(text));
  }

  /** What a script prints, and the tests that it has. */
  async run(file: string): Promise<Ran> {
    const url = pathToFileURL(join(this.folder, file.replace(/\.ts$/, '.mts'))).href;
    const { printed, tests } = (await import(url)) as {
      readonly printed: readonly (readonly unknown[])[];
      readonly tests: Ran['tests'];
    };
    const line = (all: readonly unknown[]): string =>
      `${all.map((one) => (typeof one === 'string' ? one : inspect(one))).join(' ')}\n`;
    return { printed: printed.map(line).join(''), tests };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

const source = (path: string): string => JSON.stringify(pathToFileURL(join(root, path)).href);

const prepared = (text: string): string =>
  `
export const printed: unknown[][] = [];
export const tests: (readonly [string, () => void])[] = [];
const console = { log: (...all: unknown[]) => printed.push(all) };
const it = (name: string, run: () => void) => tests.push([name, run]);
` +
  text
    .replaceAll("'mlpipeline/store'", source('lib/store/index.ts'))
    .replaceAll("'mlpipeline/testing'", source('lib/testing/testing.ts'))
    .replaceAll("'mlpipeline'", source('lib/index.ts'))
    .replaceAll(/'(\.\/[^']+)\.js'/g, "'$1.mjs'");
