import { expect } from 'chai';

import { start } from '../../lib/engine/run/start.js';
import { expectDiagnostics, expectDiagnosticsOfObject } from '../expect-diagnostics.js';
import { loadObject, orThrow } from '../../lib/load.js';

describe('selectors', () => {
  it('that have no name before them are told how to get one', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page]
        outputs: [a.text, { first: [b.text, page] }]
        components:
          - a: { runner: R, inputs: [{ first: [page] }], outputs: [text] }
          - b: { runner: R, inputs: [page], outputs: [text] }
      `,
      [
        'error[wrong-type]: an item of `outputs` of the pipeline must be a reference, not a map',
        ' --> p.yaml:4:21',
        '  |',
        '4 |   outputs: [a.text, { first: [b.text, page] }]',
        '  |                     ^^^^^^^^^^^^^^^^^^^^^^^^^ expected a reference',
        '  = a selector needs a name before it, as in `{ text: { first: […] } }`',
        '',
        'error[wrong-type]: `first` of `inputs` of `a` must be a reference, not a list',
        ' --> p.yaml:6:41',
        '  |',
        '6 |     - a: { runner: R, inputs: [{ first: [page] }], outputs: [text] }',
        '  |                                         ^^^^^^ expected a reference',
        '  = a selector needs a name before it, as in `{ text: { first: […] } }`',
      ],
    ));

  it('of one reference are not taken for a port of that name where they stand in a list', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page]
        outputs: [{ maybe: a.text }]
        components:
          - a: { runner: PassThrough, inputs: [{ maybe: page }, page], outputs: [text] }
          - b: { runner: PassThrough, inputs: { maybe: page }, outputs: [text] }
      `,
      [
        'error[wrong-type]: an item of `outputs` of the pipeline must be a reference, not a map',
        ' --> p.yaml:4:13',
        '  |',
        '4 |   outputs: [{ maybe: a.text }]',
        '  |             ^^^^^^^^^^^^^^^^^ expected a reference',
        '  = a selector needs a name before it, as in `{ text: { maybe: … } }`',
        '  = to use `maybe` as a name, write a map: `{ maybe: a.text }`',
        '',
        'error[wrong-type]: an item of `inputs` of `a` must be a reference, not a map',
        ' --> p.yaml:6:42',
        '  |',
        '6 |     - a: { runner: PassThrough, inputs: [{ maybe: page }, page], outputs: [text] }',
        '  |                                          ^^^^^^^^^^^^^^^ expected a reference',
        '  = a selector needs a name before it, as in `{ text: { maybe: … } }`',
        '  = to use `maybe` as a name, write a map: `{ maybe: page }`',
      ],
    ));
});

describe('the outputs of a pipeline within another', () => {
  it('are told to be named where they go by their references', async () => {
    const a = { runner: 'PassThrough', inputs: { text: 'page' }, outputs: ['text'] };
    const inner = { name: 'Page', inputs: ['page'], outputs: ['a.text'], components: { a } };
    const pipeline = orThrow(await loadObject({ pipeline: inner }));
    const read = { pipeline, inputs: ['page'], outputs: ['text'] };
    await expectDiagnosticsOfObject(
      {
        pipeline: {
          name: 'Document',
          inputs: ['page'],
          outputs: ['read.text'],
          components: { read },
        },
      },
      [
        'error[unknown-port]: pipeline `Page` has no output `text`',
        '--> object: pipeline.components.read.outputs[0] unknown port',
        ' = its outputs are `a.text`',
        ' = its name is its reference: write `outputs: { text: a.text }` to give it this one',
      ],
    );
  });

  it('go by names that are given to their references', async () => {
    const a = { runner: 'PassThrough', inputs: { text: 'page' }, outputs: ['text'] };
    const inner = { name: 'Page', inputs: ['page'], outputs: ['a.text'], components: { a } };
    const pipeline = orThrow(await loadObject({ pipeline: inner }));
    const outer = orThrow(
      await loadObject({
        pipeline: {
          name: 'Document',
          inputs: ['page', 'pages'],
          outputs: ['once.text', 'each.text'],
          components: [
            { once: { pipeline, inputs: ['page'], outputs: [{ text: 'a.text' }] } },
            {
              each: {
                pipeline,
                map: 'page',
                inputs: { page: 'pages' },
                outputs: { text: 'a.text' },
              },
            },
          ],
        },
      }),
    );
    expect(await start(outer, { page: 1, pages: [2, 3] }).outputs).to.deep.equal({
      'once.text': 1,
      'each.text': [2, 3],
    });
  });

  it('are told how to get a name where one is needed, and runners have no such ports', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page]
        outputs: [a.text]
        components:
          - a: { pipeline: ./page.yaml, inputs: [page], outputs: [ocr.text] }
          - b: { runner: PassThrough, inputs: [page], outputs: { text: ocr.text } }
      `,
      [
        'error[nested-pipeline]: `./page.yaml` cannot be read: there is no such file',
        ' --> p.yaml:6:22',
        '  |',
        '6 |     - a: { pipeline: ./page.yaml, inputs: [page], outputs: [ocr.text] }',
        '  |                      ^^^^^^^^^^^ this pipeline',
        '  = a path is relative to the folder of the file that contains it',
        '',
        'error[invalid-name]: `ocr.text` cannot be the name of an output',
        ' --> p.yaml:6:61',
        '  |',
        '6 |     - a: { pipeline: ./page.yaml, inputs: [page], outputs: [ocr.text] }',
        '  |                                                             ^^^^^^^^ not a name',
        '  = write `outputs: { text: ocr.text }`',
        '',
        'error[invalid-name]: `ocr.text` cannot be the name of a port',
        ' --> p.yaml:7:66',
        '  |',
        '7 |     - b: { runner: PassThrough, inputs: [page], outputs: { text: ocr.text } }',
        '  |                                                                  ^^^^^^^^ not a name',
        '  = did you mean `ocr_text`?',
        '  = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`',
      ],
    ));
});
