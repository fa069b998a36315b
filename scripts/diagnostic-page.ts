import { runInNewContext } from 'node:vm';

import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

import {
  defineRunner,
  type Findings,
  formatDiagnostics,
  loadBytes,
  loadFile,
  loadObject,
  loadText,
  type Pipeline,
  type Runner,
  shippedRunners,
} from '../lib/index.js';

/** A fenced block of a page: what it holds, and where that stands in the page. */
export interface Block {
  readonly section: string;
  readonly language: string;
  readonly text: string;
  readonly start: number;
}

/** The fenced blocks of a Markdown text, each with the heading (`## …`) that it stands under. */
export const blocksOf = (markdown: string): readonly Block[] => {
  const blocks: Block[] = [];
  let section = '';
  const pattern = /^## (.+)$|^```(\w*)\n([^]*?)^```$/gm;
  for (const { 0: all, 1: heading, 2: language = '', 3: text = '', index } of markdown.matchAll(
    pattern,
  ))
    if (heading !== undefined) section = heading;
    else blocks.push({ section, language, text, start: index + all.indexOf('\n') + 1 });
  return blocks;
};

/** `docs/diagnostics/CODE.md`, taken apart. */
export interface DiagnosticPage {
  readonly title: string;
  readonly severity: string;
  readonly sections: readonly string[];
  /** JavaScript that defines a runner which the YAML names beside those that ship. */
  readonly runner: Block | undefined;
  /** YAML, the text of `pipeline.yaml`; or JavaScript, a call of one of the functions that load. */
  readonly example: Block;
  readonly printed: Block;
  /** The text of `pipeline.yaml` once the mistake is mended. */
  readonly mended: Block;
}

export const readPage = (markdown: string): DiagnosticPage => {
  const blocks = blocksOf(markdown);
  const find = (section: string, language: string): Block | undefined =>
    blocks.find((block) => block.section === section && block.language === language);
  const need = (block: Block | undefined, what: string): Block => {
    if (block === undefined) throw new Error(`the page has no ${what}`);
    return block;
  };
  const yaml = find('Example', 'yaml');
  const js = find('Example', 'js');
  return {
    title: /^# (.+)$/m.exec(markdown)?.[1] ?? '',
    severity: /^Severity: (\w+)$/m.exec(markdown)?.[1] ?? '',
    sections: Array.from(markdown.matchAll(/^## (.+)$/gm), (match) => match[1] ?? ''),
    runner: yaml === undefined ? undefined : js,
    example: need(yaml ?? js, 'example'),
    printed: need(find('What is printed', 'text'), 'text block under "What is printed"'),
    mended: need(find('How to mend it', 'yaml'), 'YAML block under "How to mend it"'),
  };
};

/** The value of the last expression of a page's JavaScript. */
const valueOf = (block: Block): unknown =>
  runInNewContext(block.text, {
    Buffer,
    defineRunner,
    loadBytes,
    loadFile,
    loadObject,
    loadText,
    t,
  });

const findingsOf = (loaded: E.Either<Findings, Pipeline>): Findings =>
  E.isLeft(loaded) ? loaded.left : loaded.right.findings;

/** Loads a block of a page as the page says. Paths of modules count from a folder that is not there. */
export const load = async (
  block: Block,
  runner: Block | undefined,
): Promise<E.Either<Findings, Pipeline>> =>
  block.language === 'js'
    ? (valueOf(block) as Promise<E.Either<Findings, Pipeline>>)
    : loadText(block.text, {
        name: 'pipeline.yaml',
        directory: '/project',
        runners:
          runner === undefined ? shippedRunners : shippedRunners.with([valueOf(runner) as Runner]),
      });

/** What is found in the example of a page, and how it is printed. */
export const findIn = async (
  page: DiagnosticPage,
): Promise<{ findings: Findings; printed: string }> => {
  const findings = findingsOf(await load(page.example, page.runner));
  return { findings, printed: formatDiagnostics(findings.source, findings.diagnostics) };
};
