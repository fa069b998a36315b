import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';

import { formatDiagnostics } from '../../lib/diagnostics/format.js';
import type { Component } from '../../lib/graph/graph.js';
import { loadObject, loadText, orThrow } from '../../lib/load.js';

const text = (keys: string, defaults = '', runner = 'OCRModel'): string => `pipeline:
  name: Page reading
${defaults === '' ? '' : `  defaults: ${defaults}\n`}  inputs: [page]
  outputs: [ocr.text]
  components:
    - ocr: { runner: ${runner}, inputs: [page], outputs: [text, preview], ${keys} }
`;

const ocr = async (keys: string, defaults?: string): Promise<Component | undefined> =>
  orThrow(await loadText(text(keys, defaults))).graph.components[0];

const told = async (keys: string, defaults?: string, runner?: string): Promise<string> => {
  const loaded = await loadText(text(keys, defaults, runner), { name: 'p.yaml' });
  const { source, diagnostics } = E.isLeft(loaded) ? loaded.left : loaded.right.findings;
  return formatDiagnostics(source, diagnostics)
    .split('\n')
    .filter((line) => /^(error|warning)|^ +(=|\|.*\^)/.test(line))
    .map((line) => line.replace(/^ *\| */, '').replace(/^ += /, ' = '))
    .join('\n');
};

describe('how results of a component are kept', () => {
  it('is in the graph as declared, and by default', async () => {
    const plain = await ocr('x-note: none');
    expect(plain).to.not.have.any.keys('cache', 'version', 'unstored', 'workers');
    expect(await ocr('cache: true, version: 3, workers: gpu')).to.include({
      cache: true,
      version: '3',
      workers: 'gpu',
    });
    expect(await ocr('version: "1.10"', '{ cache: true }')).to.include({
      cache: true,
      version: '1.10',
    });
    expect(await ocr('cache: false', '{ cache: true }')).to.include({ cache: false });
  });

  it('leaves out of a store all outputs, or those that are named', async () => {
    expect((await ocr('store: none'))?.unstored).to.deep.equal(['text', 'preview']);
    expect((await ocr('store: { preview: none }'))?.unstored).to.deep.equal(['preview']);
    expect((await ocr('store: [preview: none]'))?.unstored).to.deep.equal(['preview']);
  });

  it('holds for the elements of a map', async () => {
    const { map, unstored } = (await ocr('map: page, cache: true, version: 2, store: none')) ?? {};
    expect(map?.element).to.include({ cache: true, version: '2' });
    expect(map?.element.unstored).to.deep.equal(['text', 'preview']);
    expect(unstored).to.deep.equal(['text', 'preview']);
  });

  it('is told where it cannot be meant', async () => {
    expect(await told('cache: yes')).to.equal(
      'error[wrong-type]: `cache` of `ocr` must be `true` or `false`, not a string\n^^^ expected `true` or `false`',
    );
    expect(await told('version: 1.10')).to.equal(
      'error[bad-value]: a version with a dot must be a string, not a number\n^^^^ expected a string\n = put it in quotes: as numbers `1.10` and `1.1` are the same',
    );
    expect(await told('store: some')).to.equal(
      'error[bad-value]: `store` of `ocr` must be `none`, not `some`\n^^^^ expected `none`',
    );
    expect(await told('store: { txt: none }')).to.equal(
      'error[unknown-output]: component `ocr` has no output `txt`\n^^^ not one of its own\n = did you mean `text`?',
    );
    expect(await told('workers: 4')).to.match(/must be the name of a pool of workers/);
  });

  it('is warned of where a service is cached that has no version', async () => {
    const service = 'params: { url: "http://127.0.0.1/" }';
    const warned = /^warning\[no-version\]: component `ocr` is cached, but changes of the service/;
    expect(await told(`${service}, cache: true`, '', 'Http')).to.match(warned);
    expect(await told(service, '{ cache: true }', 'Http')).to.match(warned);
    expect(await told(service, '', 'Http')).to.equal('');
    expect(await told(`${service}, cache: true, version: 1`, '', 'Http')).to.equal('');
    expect(await told(`${service}, cache: false`, '{ cache: true }', 'Http')).to.equal('');
  });

  it('does not go with a pipeline within', async () => {
    const pipeline = orThrow(
      await loadText(text('x-note: none').replace('[ocr.text]', '{ text: ocr.text }')),
    );
    const loaded = await loadObject({
      pipeline: {
        name: 'Document',
        inputs: ['page'],
        outputs: ['read.text'],
        components: {
          read: {
            pipeline,
            inputs: ['page'],
            outputs: ['text'],
            cache: true,
            version: 1,
            workers: 'gpu',
          },
        },
      },
    });
    const diagnostics = E.isLeft(loaded) ? loaded.left.diagnostics : [];
    expect(diagnostics.map(({ message }) => message)).to.deep.equal([
      '`cache` does not go with `pipeline`',
      '`version` does not go with `pipeline`',
      '`workers` does not go with `pipeline`',
    ]);
  });
});
