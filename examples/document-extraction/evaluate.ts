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
import { reportHtml, tableOf } from './evaluation/report.js';
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

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { pipeline: { type: 'string' }, only: { type: 'string', default: '' } },
});
const folder = positionals[0] ?? process.env['DOCUMENTS'];
if (folder === undefined) {
  console.error('say which folder of labelled pages: npm run evaluate -- FOLDER');
  process.exitCode = 2;
} else if (values.pipeline === undefined)
  for (const file of ['pipeline.yaml', 'two-readings.yaml']) {
    const { status } = spawnSync(
      process.execPath,
      [
        ...process.execArgv,
        fileURLToPath(import.meta.url),
        ...[folder, '--pipeline', file, '--only', values.only],
      ],
      { stdio: 'inherit' },
    );
    process.exitCode = Math.max(Number(process.exitCode ?? 0), status ?? 1);
  }
else
  try {
    await evaluate(folder, values.pipeline, values.only);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
