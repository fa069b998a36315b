import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';

import { formatDiagnostics } from '../lib/diagnostics/format.js';
import {
  DeclarationError,
  loadBytes,
  loadFile,
  loadObject,
  type LoadOptions,
  loadText,
  orThrow,
} from '../lib/load.js';
import { anyRunner, Registry } from '../lib/runners/registry.js';
import { dedent } from './expect-diagnostics.js';

const sound = dedent(`
  pipeline:
    name: P
    inputs: [page]
    outputs: [ocr.text]
    components:
      - ocr: { runner: R, inputs: [page], outputs: [text] }
  `);

const options: LoadOptions = { runners: anyRunner };

const told = (loaded: Awaited<ReturnType<typeof loadFile>>): string => {
  const { source, diagnostics } = E.isLeft(loaded) ? loaded.left : loaded.right.findings;
  return formatDiagnostics(source, diagnostics);
};

describe('loadFile', () => {
  it('tells that there is no such file', async () => {
    expect(told(await loadFile('no/such/file.yaml'))).to.equal(
      'error[unreadable-file]: `no/such/file.yaml` cannot be read: there is no such file\n--> no/such/file.yaml',
    );
  });

  it('tells that a file is a folder', async () => {
    const folder = new URL('.', import.meta.url).pathname;
    const loaded = await loadFile(folder, { name: 'here' });
    expect(told(loaded)).to.match(/cannot be read: it is a folder\n--> here$/);
  });

  it('reads a file as JSON by its ending', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-load-'));
    try {
      const told: unknown[] = [];
      for (const name of ['p.json', 'p.yaml']) {
        const path = join(folder, name);
        writeFileSync(path, '{ "pipeline": {}, }');
        const loaded = await loadFile(path, { name });
        if (E.isLeft(loaded)) told.push(loaded.left.diagnostics[0]?.code);
      }
      expect(told).to.deep.equal(['json-syntax', 'missing-key']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('loadText', () => {
  it('names the source in messages', async () => {
    expect(told(await loadText('', { name: 'config' }))).to.match(/^--> config$/m);
    expect(told(await loadText(''))).to.match(/^--> pipeline$/m);
  });

  it('gives the runner that the registry has for each component', async () => {
    const runner = { name: 'R', run: () => ({}) };
    const { graph } = orThrow(await loadText(sound, { runners: new Registry([runner]) }));
    expect(graph.components[0]?.runner).to.equal(runner);
  });

  it('gives the warnings beside the pipeline', async () => {
    const text = sound.replace('[page]', '[page, notes]');
    const { findings } = orThrow(await loadText(text, options));
    expect(findings.diagnostics.map(({ code }) => code)).to.deep.equal(['unused-input']);
  });

  it('gives the warnings beside mistakes that leave no doubt of what is needed', async () => {
    const codes = async (change: (text: string) => string): Promise<readonly string[]> => {
      const loaded = await loadText(change(sound.replace('[page]', '[page, notes]')), options);
      return E.isLeft(loaded) ? loaded.left.diagnostics.map(({ code }) => code) : [];
    };
    const add = (key: string) => (text: string) => text.replace('{ runner', `{ ${key}, runner`);
    expect(await codes(add('time_out: 3s'))).to.deep.equal(['unused-input', 'unknown-key']);
    expect(await codes(add('timeout: soon'))).to.deep.equal(['unused-input', 'bad-value']);
    expect(
      await codes((text) => text.replace('  name:', '  runners: [./gone.mjs]\n  name:')),
    ).to.have.members(['runner-module', 'unused-input']);
    expect(await codes(add('needs: [notes]'))).to.deep.equal(['unknown-key']);
    expect(await codes(add('wen: notes > 1'))).to.deep.equal(['unknown-key']);
  });

  it('gives no warnings about what only seems unneeded beside an error', async () => {
    const text = sound.replace('[page]', '[page, notes]').replace('ocr.text', 'ocr.txt');
    const loaded = await loadText(text, options);
    expect(E.isLeft(loaded) && loaded.left.diagnostics.map(({ code }) => code)).to.deep.equal([
      'unknown-output',
    ]);
  });
});

describe('loadBytes', () => {
  it('reads the bytes of a text as the text, with a byte order mark or CRLF too', async () => {
    const { graph } = orThrow(await loadText(sound, options));
    for (const text of [sound, `\ufeff${sound}`, sound.replaceAll('\n', '\r\n')]) {
      const loaded = orThrow(await loadBytes(new TextEncoder().encode(text), options));
      expect(JSON.stringify(loaded.graph)).to.equal(JSON.stringify(graph));
    }
  });
});

describe('orThrow', () => {
  it('throws one error that tells everything', async () => {
    const loaded = await loadObject({ pipeline: { name: 'P' } }, { name: 'config' });
    expect(() => orThrow(loaded)).to.throw(DeclarationError, /has no `inputs`[^]*has no `outputs`/);
    try {
      orThrow(loaded);
    } catch (error) {
      const { findings } = error as DeclarationError;
      expect(findings.diagnostics).to.have.length(3);
    }
  });
});
