import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';
import type { Command } from 'commander';

import { blocksOf } from '../../scripts/diagnostic-page.js';
import { commandLine, inProcess, wordsOf } from '../cli/in-process.js';
import { brokenLinks, sectionsOf, tableRows } from './markdown.js';

const docs = new URL('../../docs/', import.meta.url);
const page = readFileSync(new URL('cli.md', docs), 'utf8');
const sections = sectionsOf(page);

const typedRunners = fileURLToPath(new URL('../cli/inspect/typed-runners.js', import.meta.url));

const full = `pipeline:
  name: Everything that can be said
  description: a pipeline
  runners: [./full.mjs]
  concurrency: 4
  timeout: 1m
  resources: { gpu: 1 }
  inputs:
    page: { type: integer, description: from 1 }
    title: { type: string, default: untitled }
  outputs: [flaky.text, below.text]
  components:
    - talkative:
        description: says much
        runner: Talkative
        params: { loud: true }
        inputs: [page, title]
        outputs: { text: words }
    - flaky:
        runner: Fail
        params: { attempts: 1 }
        inputs: [page]
        outputs: [text]
        dependencies: [talkative]
        timeout: 30s
        retry: { attempts: 2, maxDelay: 1s }
        resources: { gpu: 1 }
    - broken: { runner: Fail, inputs: [flaky.text], outputs: [text] }
    - below: { runner: Merge, inputs: [broken.text], outputs: [text] }
    - unused: { runner: Talkative, inputs: [page], outputs: [words], thread: 2 }
`;

const optional = `pipeline:
  name: What may be absent
  inputs: { page: { type: integer } }
  outputs: [second.text]
  components:
    - second: { runner: Merge, inputs: [page], outputs: [text], when: page > 1 }
`;

const cached = `pipeline:
  name: What is cached
  inputs: [page]
  outputs: [first.text, second.text]
  components:
    - first: { runner: Merge, inputs: [page], outputs: [text], cache: true }
    - second: { runner: Merge, inputs: [page], outputs: [text] }
`;

const controlled = `pipeline:
  name: Control flow
  runners: [./full.mjs]
  inputs: [pages]
  outputs: { many: many.text, text: { first: [careful.text, read.text] }, some: { all: [careful.text, read.text], atLeast: 1 } }
  components:
    read: { pipeline: ./inner.yaml, inputs: { page: pages }, outputs: [text], map: { over: page, concurrency: 2 } }
    many: { runner: Many, map: page, inputs: { page: pages }, outputs: [text], batch: { size: 4, wait: 10ms } }
    careful:
      runner: Merge
      when: size(read.text) > 1
      onFailure: omit
      inputs: { text: { all: [read.text, pages], atLeast: 1 } }
      outputs: [text]
      fallback: [{ runner: Fail }]
      hedge: 2s
      repeat: { until: text != '', atMost: 3, carry: { text: text } }
`;

const inner = `pipeline:
  name: Inner
  inputs: [page]
  outputs: { text: merged.text }
  components:
    merged: { runner: Merge, inputs: [page], outputs: [text] }
`;

const module = `export const Talkative = ({ page }, { log, progress }) => {
  log('half of it');
  progress(0.5);
  return { words: String(page) };
};
export const Many = { name: 'Many', batch: true, run: ({ page }) => ({ text: page }) };
`;

const flow = `pipeline:
  name: What need not come
  runners: [./flow.mjs]
  inputs: []
  outputs: [count.n, rest.n, other.n]
  components:
    - count:
        runner: Count
        inputs: []
        outputs: [n]
        repeat: { until: n > 1, atMost: 2, carry: {} }
    - rest: { runner: PassThrough, when: count.n > 5, inputs: [count.n], outputs: [n] }
    - other: { runner: Fail, inputs: [count.n], outputs: [n], fallback: [{ runner: PassThrough }] }
`;

const flowModule = `export const Count = (_, { attempt, part }) => {
  part('n', attempt);
  return { n: attempt };
};
`;

const unsound = `pipeline:
  name: Unsound
  inputs: [page]
  outputs: [ocr.text]
  components:
    - ocr: { runner: OCRModle, inputs: [page], outputs: [text] }
    - ocr: { runner: OCRModel, inputs: [page], outputs: [text] }
`;

/** What a table says of the fields of some JSON: their types by their paths. */
const fieldsOf = (section: string): ReadonlyMap<string, string> =>
  new Map(
    tableRows(section)
      .filter(([, type = '']) => types.has(type))
      .map(([name = '', type = '']) => [name.slice(1, -1), type]),
  );

const types = new Map<string, (value: unknown) => boolean>([
  ['any', () => true],
  ['text', (value) => typeof value === 'string'],
  ['number', (value) => typeof value === 'number'],
  ['boolean', (value) => typeof value === 'boolean'],
  ['null', (value) => value === null],
]);

/** Everything in a value must be in the table, and of its type; adds what was found to `seen`. */
const compare = (
  value: unknown,
  fields: ReadonlyMap<string, string>,
  seen: Set<string>,
  path = '',
): void => {
  const type = fields.get(path);
  if (type !== undefined && types.get(type)?.(value) === true) {
    seen.add(path);
    return;
  }
  const isThere = [...fields.keys()].some(
    (field) => /^[.[]/.test(field.slice(path.length)) && field.startsWith(path),
  );
  if (Array.isArray(value) && (isThere || path === '')) {
    for (const item of value) compare(item, fields, seen, `${path}[]`);
    return;
  }
  expect(value, `${path} is not told, or of another type`).to.be.an('object');
  expect(isThere || path === '', `${path} is not told`).to.equal(true);
  for (const [key, item] of Object.entries(value as object)) {
    const named = path === '' ? key : `${path}.${key}`;
    const starred = `${path}.*`;
    if (fields.has(starred)) {
      expect(types.get(fields.get(starred) ?? '')?.(item), named).to.equal(true);
      seen.add(starred);
    } else compare(item, fields, seen, named);
  }
};

describe('docs/cli.md', () => {
  let home: string;
  let program: Command;
  before(async () => {
    program = await commandLine();
    home = mkdtempSync(join(tmpdir(), 'mlpipeline-'));
    for (const { language, text } of blocksOf(page)) {
      const name = /^# (\S+)$/m.exec(text)?.[1];
      if (language === 'yaml' && name !== undefined) writeFileSync(join(home, name), text);
    }
  });
  after(() => {
    rmSync(home, { recursive: true, force: true });
  });

  it('shows what happens', async () => {
    const commands = blocksOf(page).filter(({ language }) => language === 'console');
    expect(commands).to.have.length.above(8);
    for (const { text } of commands) {
      const [command = '', output = ''] = text.split(/\n([^]*)/);
      const [name, ...argv] = wordsOf(command.slice('$ '.length));
      expect(name).to.equal('mlpipeline');
      const ran = await inProcess(home, argv);
      // A run's log comes before its outputs.
      expect(ran.stderr + ran.stdout, command).to.equal(output);
    }
    expect(readFileSync(join(home, 'run.html'), 'utf8')).to.match(/^<!doctype html>/i);
  });

  it('has no broken link', () => {
    expect(brokenLinks(fileURLToPath(new URL('cli.md', docs)))).to.deep.equal([]);
  });

  it('names every command, and no other', () => {
    const commands = program.commands.map((command) => command.name());
    const told = tableRows(sections.get('The commands') ?? '').map(
      ([first = '']) => /`mlpipeline (\S+?)[ `]/.exec(first)?.[1],
    );
    expect(told).to.deep.equal(commands);
    expect([...sections.keys()]).to.include.members(commands);
  });

  it('names every option of every command, its choices and its default, and no other', () => {
    for (const command of program.commands) {
      const rows = tableRows(sections.get(command.name()) ?? '').filter(([name = '']) =>
        /^`-/.test(name),
      );
      const told = new Map(rows.map(([name = '', text = '']) => [name.slice(1, -1), text]));
      expect([...told.keys()], command.name()).to.have.members(
        command.options.map(({ flags }) => flags),
      );
      for (const { flags, argChoices = [], defaultValue } of command.options) {
        for (const choice of argChoices)
          expect(told.get(flags), `${command.name()} ${flags}`).to.include(`\`${choice}\``);
        if (typeof defaultValue === 'string')
          expect(told.get(flags), `${command.name()} ${flags}`).to.include(
            `\`${defaultValue}\`, the default`,
          );
      }
    }
  });

  it('names every exit status', async () => {
    const { exitStatus } = await import('../../lib/cli/exit/exit-status.js');
    const told = tableRows(sections.get('Exit status') ?? '').map(([status]) => Number(status));
    expect(told).to.deep.equal(Object.values(exitStatus));
  });

  describe('tells each field of what programs read', () => {
    const write = (name: string, text: string): void => {
      writeFileSync(join(home, name), text);
    };
    before(async () => {
      write('full.yaml', full);
      write('optional.yaml', optional);
      write('controlled.yaml', controlled);
      write('inner.yaml', inner);
      write('unsound.yaml', unsound);
      write('full.mjs', module);
      write('flow.yaml', flow);
      write('flow.mjs', flowModule);
      write('cached.yaml', cached);
      const inputs = ['--inputs', 'page=3', '--store', 'kept', '--quiet'];
      await inProcess(home, ['run', 'cached.yaml', ...inputs]);
    });

    const told: Readonly<Record<string, readonly (readonly string[])[]>> = {
      check: [
        ['full.yaml', 'unsound.yaml', '--format', 'json'],
        ['nowhere.yaml', '--format', 'json'],
      ],
      'dry-run': [
        ['full.yaml', '--format', 'json'],
        ['optional.yaml', '--format', 'json'],
        ['unsound.yaml', '--format', 'json'],
        ['cached.yaml', '--cache', '--inputs', 'page=3', '--store', 'kept', '--format', 'json'],
      ],
      graph: [
        ['full.yaml', '--format', 'json'],
        ['controlled.yaml', '--format', 'json'],
      ],
      runners: [
        ['--format', 'json'],
        ['--runners', typedRunners, '--format', 'json'],
      ],
    };
    for (const [command, all] of Object.entries(told))
      it(command, async () => {
        const fields = fieldsOf(sections.get(`JSON of ${command}`) ?? '');
        // Of graphs only that are too large for here.
        const seen = new Set(['omitted'].filter((field) => fields.has(field)));
        for (const argv of all) {
          const { stdout } = await inProcess(home, [command, ...argv]);
          compare(JSON.parse(stdout), fields, seen);
        }
        expect([...fields.keys()].filter((field) => !seen.has(field))).to.deep.equal([]);
      });

    it('run --log json', async () => {
      const fields = fieldsOf(sections.get('The log') ?? '');
      const seen = new Set<string>();
      const all = [['full.yaml', '--on-failure', 'continue', '--inputs', 'page=3'], ['flow.yaml']];
      for (const argv of all) {
        const { stderr } = await inProcess(home, ['run', '--log', 'json', ...argv]);
        for (const line of stderr.split('\n').filter((one) => one.startsWith('{')))
          compare(JSON.parse(line), fields, seen);
      }
      expect([...fields.keys()].filter((field) => !seen.has(field))).to.deep.equal([]);
    });
  });
});
