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
        '  = a selector has a name before it, as in `{ text: { first: […] } }`',
        '',
        'error[wrong-type]: `first` of `inputs` of `a` must be a reference, not a list',
        ' --> p.yaml:6:41',
        '  |',
        '6 |     - a: { runner: R, inputs: [{ first: [page] }], outputs: [text] }',
        '  |                                         ^^^^^^ expected a reference',
        '  = a selector has a name before it, as in `{ text: { first: […] } }`',
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
        'error[unknown-port]: runner `a pipeline` has no output port `text`',
        '--> object: pipeline.components.read.outputs[0] unknown port',
        ' = its output ports are `a.text`',
        ' = name it in that pipeline: `outputs: { text: a.text }`',
      ],
    );
  });
});
