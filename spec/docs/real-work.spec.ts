import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { expect } from 'chai';
import { lastValueFrom } from 'rxjs';

import { outputs } from '../../lib/engine/run/start.js';
import type { Wrapper } from '../../lib/engine/wrappers/wrapper.js';
import { loadText, orThrow } from '../../lib/load.js';
import { Registry } from '../../lib/runners/registry.js';
import { blocksOf } from '../../scripts/diagnostic-page.js';
import { install } from '../cli/installed.js';
import { json, service } from '../runners/http/service.js';
import { docBlocks } from './doc-scripts.js';
import { expectShown, homeOf, installed } from './shown.js';

const docs = new URL('../../docs/', import.meta.url);
const read = (page: string): string => readFileSync(new URL(page, docs), 'utf8');

const fileOf = (block: string): string | undefined => /^(?:\/\/|#) (\S+)$/m.exec(block)?.[1];

// The pages must be true as they stand: their files are written, their commands run beside them.
describe('the pages on programs, values and wrappers', () => {
  const home = homeOf(installed);
  const hasPython = spawnSync('python3', ['--version']).status === 0;

  for (const page of ['command.md', 'values.md', 'wrappers.md']) {
    const blocks = docBlocks(page).filter(({ text }) => text.trim() !== '');
    for (const section of new Set(blocks.map((block) => block.section)))
      it(`docs/${page} shows what happens: ${section}`, async function () {
        const all = blocks.filter((block) => block.section === section);
        if (!hasPython && all.some(({ language }) => language === 'python')) {
          console.warn(`      there is no python3 here: not tried`);
          this.skip();
        }
        await expectShown(installed, join(home(), section), all);
      });
  }
});

describe('the cache in docs/wrappers.md', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-'));
    install(folder);
    for (const { language, text } of blocksOf(read('wrappers.md')))
      if (language === 'ts') writeFileSync(join(folder, fileOf(text) ?? ''), text);
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('compiles in a project that `init` made', () => {
    const inProject = (path: string): string =>
      fileURLToPath(new URL(`../../${path}`, import.meta.url));
    const tsconfig = {
      extends: inProject('templates/project/tsconfig.json'),
      // What is installed here has no types.
      compilerOptions: {
        paths: { mlpipeline: [inProject('dist/index.d.ts')] },
        typeRoots: [inProject('node_modules/@types')],
      },
      include: ['*.ts'],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
    const tsc = inProject('node_modules/.bin/tsc');
    expect(spawnSync(tsc, ['-p', folder], { encoding: 'utf8' }).stdout).to.equal('');
  });

  it('tells components apart that share a runner', async () => {
    const { withCache } = (await import(pathToFileURL(join(folder, 'with-cache.ts')).href)) as {
      withCache: () => Wrapper;
    };
    const pipeline = orThrow(
      await loadText(
        `
pipeline:
  name: Shared
  inputs: [page]
  outputs: { text: a.text, title: b.title }
  components:
    a: { runner: Read, inputs: [page], outputs: [text] }
    b: { runner: Read, inputs: [page], outputs: [title] }
`,
        {
          runners: new Registry([
            { name: 'Read', run: () => ({ text: 'a text', title: 'a title' }) },
          ]),
        },
      ),
    );
    const wrappers = [withCache()];
    expect(await lastValueFrom(outputs(pipeline, { page: 1 }, { wrappers }))).to.deep.equal({
      text: 'a text',
      title: 'a title',
    });
  });
});

describe('docs/http.md', () => {
  const blocks = blocksOf(read('http.md'));
  const pipelines = blocks.filter(({ language }) => language === 'yaml');
  const [sent, answered] = blocks
    .filter(({ language }) => language === 'json')
    .map(({ text }) => JSON.parse(text) as object);
  const inputs: Readonly<Record<string, object>> = {
    'summary.yaml': { text: 'long' },
    'chat.yaml': { question: 'what is a "port"?' },
    'thumbnail.yaml': { page: new Uint8Array([1]) },
    'digits.yaml': { image: [0, 0.5, 1] },
    'secret.yaml': { text: 'long' },
  };
  const given: Readonly<Record<string, object>> = {
    'summary.yaml': { 'summarise.summary': 'short' },
    'chat.yaml': { 'ask.choices': [] },
    'thumbnail.yaml': {
      'thumbnail.image': { mediaType: 'image/webp', bytes: new Uint8Array([2]) },
    },
    'digits.yaml': { 'digits.scores': [[0.25, 0.75]] },
    'secret.yaml': { 'summarise.summary': 'short' },
  };

  it('has these examples', () => {
    expect(pipelines.map(({ text }) => fileOf(text))).to.deep.equal(Object.keys(inputs));
  });

  for (const { text } of pipelines) {
    const file = fileOf(text) ?? '';
    it(`has an example that calls a service: ${file}`, async () => {
      process.env['MODEL_TOKEN'] = 'tok-1234567890';
      const { url, received, close } = await service(({ path }, response) => {
        if (path === '/summarise') json(response, { summary: 'short' });
        else if (path === '/v1/chat/completions') json(response, { choices: [] });
        else if (path === '/thumbnail')
          response.writeHead(200, { 'content-type': 'image/webp' }).end(Buffer.of(2));
        else if (path === '/v2/models/digits/versions/2/infer') json(response, answered);
        else json(response, {}, 404);
      });
      const loaded = orThrow(await loadText(text.replaceAll('http://localhost:8000', url)));
      expect(
        await lastValueFrom(outputs(loaded, inputs[file] as Record<string, unknown>)),
      ).to.deep.equal(given[file]);
      if (file === 'digits.yaml')
        expect(JSON.parse(received[0]?.body.toString() ?? '')).to.deep.equal(sent);
      if (file === 'chat.yaml')
        expect(JSON.parse(received[0]?.body.toString() ?? '')).to.deep.equal({
          model: 'small',
          max_tokens: 100,
          messages: [{ role: 'user', content: 'Answer briefly: what is a "port"?' }],
        });
      if (file === 'secret.yaml')
        expect(received[0]?.headers.authorization).to.equal('Bearer tok-1234567890');
      delete process.env['MODEL_TOKEN'];
      await close();
    });
  }
});

describe('the pages on real work', () => {
  for (const page of ['command.md', 'http.md', 'values.md', 'wrappers.md'])
    it(`has no broken link: ${page}`, () => {
      for (const [, path = '', anchor] of read(page).matchAll(/\]\(([^)#:]*)(?:#([^)]*))?\)/g)) {
        const target = path === '' ? page : path;
        expect(existsSync(new URL(target, docs)), target).to.be.true;
        if (anchor === undefined) continue;
        const anchors = Array.from(read(target).matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
          heading
            .toLowerCase()
            .replace(/[^a-z0-9 -]/g, '')
            .replaceAll(' ', '-'),
        );
        expect(anchors, `${target}#${anchor}`).to.include(anchor);
      }
    });
});
