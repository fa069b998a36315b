import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { expect } from 'chai';

import type { Values } from '../../../lib/engine/events/event.js';
import { loadFile, loadText, orThrow } from '../../../lib/load.js';
import { defineRunner, type Runner } from '../../../lib/runners/runner.js';
import { shippedRunners } from '../../../lib/runners/shipped/shipped-runners.js';
import { ComponentKeys, type NotCached } from '../../../lib/store/cache/component-keys.js';
import { differences } from '../../../lib/store/cache/difference.js';
import { packageVersion } from '../../../lib/runners/package-version.js';
import type { ResultKey } from '../../../lib/store/store.js';
import { jsonValues } from './memory.js';

type Files = Readonly<Record<string, string>>;

const pipeline = (component: string): string => `pipeline:
  name: Page reading
  runners: [./ocr.mjs]
  inputs: [page, language]
  outputs: [read.text]
  components:
    - read: ${component}
`;

const plain =
  '{ runner: ocr, inputs: [page, language], outputs: [text], params: { psm: 3, box: { x: 1 } } }';
const program =
  '{ runner: Command, params: { command: [python3, read.py, --config=read.json] }, inputs: [page], outputs: [text] }';

const before: Files = {
  'pipeline.yaml': pipeline(plain),
  'ocr.mjs':
    "import { clean } from './clean.mjs';\nexport const ocr = ({ page }) => ({ text: clean(page) });\n",
  'clean.mjs': "import './words.json' with { type: 'json' };\nexport const clean = (a) => a;\n",
  'words.json': '["a"]',
  'read.py': 'print(1)\n',
  'read.json': '{}',
  'other.py': 'print(2)\n',
};

const inputs: Values = { page: 'a page', language: 'en' };

describe('the key of a result', () => {
  const folders: string[] = [];

  after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  const folderOf = (files: Files): string => {
    const folder = mkdtempSync(join(tmpdir(), 'result-key-'));
    folders.push(folder);
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return folder;
  };

  const keyIn = async (folder: string, given: Values): Promise<ResultKey> => {
    const { graph } = orThrow(await loadFile(join(folder, 'pipeline.yaml')));
    const [component] = graph.components;
    if (component === undefined) throw new Error('no component');
    const { element = component } = component.map ?? {};
    const key = await new ComponentKeys(jsonValues, folder, true).of(element, given);
    if (!('hash' in key)) throw new Error(key.reason);
    return key;
  };

  const keyOf = (changed: Files = {}, given: Values = inputs): Promise<ResultKey> =>
    keyIn(folderOf({ ...before, ...changed }), given);

  const component = (text: string): Files => ({ 'pipeline.yaml': pipeline(text) });
  const changed = (from: string, to: string): Files => component(plain.replace(from, to));

  const stays: readonly (readonly [what: string, files: Files, given?: Values])[] = [
    ['where its folder stands', {}],
    ['a comment in its module', { 'ocr.mjs': `// Reads a page.\n${before['ocr.mjs'] ?? ''}` }],
    ['the format of its module', { 'ocr.mjs': (before['ocr.mjs'] ?? '').replaceAll('{ ', '{\n ') }],
    [
      'a comment in what its module imports',
      { 'clean.mjs': `${before['clean.mjs'] ?? ''}/* so */` },
    ],
    ['a file beside it that nothing names', { 'other.py': 'print(3)\n' }],
    ['the order of its params', changed('psm: 3, box: { x: 1 }', 'box: { x: 1 }, psm: 3')],
    ['the name of the component', { 'pipeline.yaml': pipeline(plain).replaceAll('read', 'scan') }],
    [
      'the name of an output',
      {
        'pipeline.yaml': pipeline(plain.replace('[text]', '{ words: text }')).replace(
          'read.text',
          'read.words',
        ),
      },
    ],
    ['the name of the pipeline', { 'pipeline.yaml': pipeline(plain).replace('Page', 'A page') }],
    ['a description', changed('inputs', 'description: reads, inputs')],
    ['what its attempts may take', changed('inputs', 'timeout: 3s, retry: 2, hedge: 1s, inputs')],
    ['where it is run', changed('inputs', 'workers: gpu, inputs')],
    ['a condition for it to run', changed('inputs', "when: language == 'en', inputs")],
    ['what is fallen back to', changed('inputs', 'fallback: [{ runner: OCRModel }], inputs')],
    ['whether it is of an element', changed('inputs', 'map: page, inputs')],
    ['what a failure does', changed('inputs', 'onFailure: omit, inputs')],
    ['the order of keys in an input', {}, { page: { b: 1, a: 2 }, language: 'en' }],
  ];
  for (const [what, files, given = inputs] of stays)
    it(`does not change with ${what}`, async () => {
      const same = typeof given['page'] === 'object' ? { ...given, page: { a: 2, b: 1 } } : given;
      expect(await keyOf(files, given)).to.deep.equal(await keyOf({}, same));
    });

  const changes: readonly (readonly [
    what: string,
    told: readonly string[],
    files: Files,
    given?: Values,
  ])[] = [
    ['a param', ['params.psm 3 → 6'], changed('psm: 3', 'psm: 6')],
    ['the type of a param', ['params.psm 3 → "3"'], changed('psm: 3', "psm: '3'")],
    ['a param within one', ['params.box.x 1 → 2'], changed('x: 1', 'x: 2')],
    [
      'a param that is new',
      ['params.fast not said → true'],
      changed('psm: 3', 'psm: 3, fast: true'),
    ],
    ['a param that is gone', ['params.psm 3 → not said'], changed('psm: 3, ', '')],
    ['an input', ['input page'], {}, { ...inputs, page: 'another' }],
    ['the type of an input', ['input page'], {}, { ...inputs, page: ['a page'] }],
    ['an input that is absent', ['input page'], {}, { ...inputs, page: undefined }],
    [
      'two inputs that change places',
      ['input page', 'input language'],
      {},
      { page: 'en', language: 'a page' },
    ],
    [
      'the order of its inputs',
      ['order of inputs page, language → language, page'],
      changed('[page, language]', '[language, page]'),
    ],
    [
      'an input more',
      ['order of inputs page, language → page', 'input language'],
      changed('[page, language]', '[page]'),
    ],
    [
      'its module',
      ['code of ocr.mjs'],
      { 'ocr.mjs': (before['ocr.mjs'] ?? '').replace('(page)', '(page + 1)') },
    ],
    [
      'what its module imports',
      ['code of clean.mjs'],
      { 'clean.mjs': (before['clean.mjs'] ?? '').replace('=> a', '=> a + 1') },
    ],
    ['what that imports', ['code of words.json'], { 'words.json': '["b"]' }],
    [
      'its runner',
      [
        'runner ocr → PassThrough',
        `version of mlpipeline not said → ${packageVersion()}`,
        'code of clean.mjs',
        'code of ocr.mjs',
        'code of words.json',
      ],
      changed('runner: ocr', 'runner: PassThrough'),
    ],
    [
      'an output that is asked for',
      ['outputs text → text, words'],
      changed('[text]', '[words, text]'),
    ],
    ['the port of an output', ['outputs text → words'], changed('[text]', '{ text: words }')],
    // Which stands for all code, or no longer does.
    ['a version', ['version not said → 2'], changed('inputs', 'version: 2, inputs')],
    [
      'rounds',
      [
        'repeat.until not said → size(text) > 3',
        'repeat.over not said → [["text","text"]]',
        'repeat.atMost not said → 3',
        'repeat.carry not said → [["page","text"]]',
      ],
      changed(
        'inputs',
        'repeat: { until: size(text) > 3, atMost: 3, carry: { page: text } }, inputs',
      ),
    ],
  ];
  for (const [what, told, files, given] of changes)
    it(`changes with ${what}`, async () => {
      const [was, is] = [await keyOf(), await keyOf(files, given)];
      expect(is.hash).to.not.equal(was.hash);
      expect(differences(was, is)).to.deep.equal(told);
    });

  it('without the version that it had says that this is gone, and nothing of its code', async () => {
    const versioned = await keyOf(changed('inputs', 'version: 2, inputs'));
    expect(differences(versioned, await keyOf())).to.deep.equal(['version 2 → not said']);
  });

  it('with a version does not change with code', async () => {
    const versioned = changed('inputs', 'version: 2, inputs');
    expect(
      await keyOf({ ...versioned, 'ocr.mjs': 'export const ocr = () => ({});' }),
    ).to.deep.equal(await keyOf(versioned));
  });

  it('of a program changes with the files that its command line names', async () => {
    const was = await keyOf(component(program));
    const told = async (files: Files): Promise<readonly string[]> =>
      differences(was, await keyOf({ ...component(program), ...files }));
    expect(await told({})).to.deep.equal([]);
    expect(await told({ 'other.py': 'print(3)\n' })).to.deep.equal([]);
    expect(await told({ 'read.py': '# one\nprint(1)\n' })).to.deep.equal(['code of read.py']);
    expect(await told({ 'read.json': '{"a":1}' })).to.deep.equal(['code of read.json']);
  });

  it('is the same when the whole folder is moved', async () => {
    const folder = folderOf({ ...before, ...component(program) });
    const moved = mkdtempSync(join(tmpdir(), 'moved-'));
    folders.push(moved);
    cpSync(folder, moved, { recursive: true });
    expect(await keyIn(moved, inputs)).to.deep.equal(await keyIn(folder, inputs));
  });

  it('of a runner made in code changes with the text of its function, or its version', async () => {
    const key = async (runner: Partial<Runner>): Promise<ResultKey | NotCached> => {
      const made = defineRunner({ name: 'ocr', run: () => ({}), ...runner });
      const text = pipeline(plain).replace('  runners: [./ocr.mjs]\n', '');
      const { graph } = orThrow(await loadText(text, { runners: shippedRunners.with([made]) }));
      const [read] = graph.components;
      if (read === undefined) throw new Error('no component');
      return new ComponentKeys(jsonValues, '.', true).of(read, inputs);
    };
    const hash = async (runner: Partial<Runner>): Promise<string> => {
      const found = await key(runner);
      return 'hash' in found ? found.hash : found.reason;
    };
    const run: Runner['run'] = ({ page }) => ({ text: page });
    // prettier-ignore
    const spaced: Runner['run'] = ({   page   }) => ({ text: page /* as it is */ });
    expect(await hash({ run })).to.equal(await hash({ run: spaced }));
    expect(await hash({ run })).to.not.equal(await hash({ run: () => ({ text: 1 }) }));
    expect(await hash({ run, version: '1' })).to.not.equal(await hash({ run, version: '2' }));
    expect(await hash({ run: run.bind(undefined) })).to.equal(
      'the source of `ocr` cannot be seen, since its function is bound: give the runner a `version`',
    );
  });

  it('is none for what cannot be kept, is not asked for, or must not be written', async () => {
    const reason = async (text: string, isCached?: boolean, given = inputs): Promise<string> => {
      const folder = folderOf({ ...before, ...component(text) });
      const { graph } = orThrow(await loadFile(join(folder, 'pipeline.yaml')));
      const [read] = graph.components;
      if (read === undefined) throw new Error('no component');
      const key = await new ComponentKeys(jsonValues, folder, isCached).of(read, given);
      return 'hash' in key ? 'cached' : key.reason;
    };
    const asked = plain.replace('inputs', 'cache: true, inputs');
    expect(await reason(plain)).to.equal('nobody asked for it');
    expect(await reason(asked)).to.equal('cached');
    expect(await reason(asked, false)).to.equal('nobody asked for it');
    expect(await reason(plain, true)).to.equal('cached');
    expect(await reason(asked.replace('inputs', 'store: none, inputs'))).to.equal(
      '`text` must not be written',
    );
    expect(await reason(asked, undefined, { page: () => 1 })).to.equal(
      'input `page` cannot be kept: a function cannot be kept',
    );
    expect(await reason(asked.replace('inputs', 'map: page, inputs'))).to.equal(
      'its elements are, each by itself',
    );
  });
});
