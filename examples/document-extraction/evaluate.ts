/*
 * How well the pipelines do on a folder of labelled pages:
 *
 *   npm run evaluate -- FOLDER [--pipeline two-readings.yaml] [--only TEXT]
 *
 * Without a pipeline each of the two is evaluated, in a process of its own so that its memory can be
 * told. DOCUMENTS in the environment stands for a folder that is not given.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { firstValueFrom } from 'rxjs';

import { loadFile, orThrow, outputs, type Pipeline } from '../../lib/index.js';
import { type LabelledPage, labelledPages } from './evaluation/labels.js';
import { certaintyTableOf, reportHtml, tableOf } from './evaluation/report.js';
import { isRight, type Result, scores } from './evaluation/score.js';
import { type Extractions, fields } from './extraction.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const reports = join('coverage', 'evaluation');

const evaluate = async (folder: string, file: string, only: string): Promise<void> => {
  const all = await labelledPages(folder);
  const pages = all.filter(({ id }) => id.includes(only));
  if (pages.length === 0) throw new Error(`\`${folder}\` has no labelled pages to evaluate`);
  const pipeline = orThrow(await loadFile(resolve(here, file)));
  const results: Result[] = [];
  for (const page of pages) {
    const result = await resultOf(pipeline, page);
    results.push(result);
    console.error(`${page.id}: ${result.seconds.toFixed(1)} s, ${said(result)}`);
  }
  const cost = {
    secondsPerPage: results.reduce((sum, { seconds }) => sum + seconds, 0) / results.length,
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  };
  const path = join(reports, `${basename(file, '.yaml')}.html`);
  await mkdir(reports, { recursive: true });
  await writeFile(path, await reportHtml(`${file} on ${basename(folder)}`, results, cost));
  console.log(`${file}, ${results.length} pages\n\n${tableOf(scores(results))}\n`);
  console.log(`${certaintyTableOf(results)}\n`);
  console.log(
    `${cost.secondsPerPage.toFixed(1)} s a page, at most ${cost.peakMegabytes} MB; ${path}`,
  );
};

const resultOf = async (pipeline: Pipeline, page: LabelledPage): Promise<Result> => {
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  try {
    const inputs = { document_id: page.path, page_num: 0 };
    const { extractions } = await firstValueFrom(outputs(pipeline, inputs));
    return { page, found: extractions as Extractions, seconds: seconds(), failure: undefined };
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    return { page, found: {}, seconds: seconds(), failure };
  }
};

const said = (result: Result): string => {
  const { page, found, failure } = result;
  if (failure !== undefined) return `failed: ${failure}`;
  const wrong = fields.filter(
    (field) => page.expected[field] !== undefined && !isRight(result, field),
  );
  const each = wrong.map(
    (field) => `${field} \`${found[field]?.value ?? ''}\` for \`${page.expected[field] ?? ''}\``,
  );
  return each.length === 0 ? 'all right' : `wrong: ${each.join('; ')}`;
};

const usage = `npm run evaluate -- FOLDER [--pipeline two-readings.yaml] [--only TEXT]

  FOLDER      of labelled pages: of each a folder with its image or PDF and a label.json
  --pipeline  the one to evaluate, a file beside this one; both if not said
  --only      the pages whose names hold this text`;

const evaluateEach = (folder: string, only: string): number => {
  for (const file of ['pipeline.yaml', 'two-readings.yaml']) {
    const script = [...process.execArgv, fileURLToPath(import.meta.url)];
    const args = [folder, '--pipeline', file, '--only', only];
    const { status } = spawnSync(process.execPath, [...script, ...args], { stdio: 'inherit' });
    // What is wrong is told, and would be the same with the other.
    if (status !== 0) return status ?? 1;
  }
  return 0;
};

const run = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      pipeline: { type: 'string' },
      only: { type: 'string', default: '' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [folder = process.env['DOCUMENTS']] = positionals;
  if (values.help || folder === undefined) {
    console[values.help ? 'log' : 'error'](usage);
    return values.help ? 0 : 2;
  }
  if (values.pipeline === undefined) return evaluateEach(folder, values.only);
  await evaluate(folder, values.pipeline, values.only);
  return 0;
};

try {
  process.exitCode = await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
