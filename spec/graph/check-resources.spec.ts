import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';

import { formatDiagnostics } from '../../lib/diagnostics/format.js';
import { loadObject, orThrow } from '../../lib/load.js';

describe('resources of a pipeline within another', () => {
  const told = async (resources: Readonly<Record<string, number>>): Promise<string> => {
    const ocr = { runner: 'OCRModel', inputs: ['page'], outputs: ['text'], resources: { gpu: 2 } };
    const inner = {
      name: 'Page',
      inputs: ['page'],
      outputs: { text: 'ocr.text' },
      resources: { gpu: 2 },
      components: { ocr },
    };
    const pipeline = orThrow(await loadObject({ pipeline: inner }));
    const read = { pipeline, inputs: ['page'], outputs: ['text'] };
    const loaded = await loadObject({
      pipeline: {
        name: 'Document',
        inputs: ['page'],
        outputs: ['read.text'],
        resources,
        components: { read },
      },
    });
    const { source, diagnostics } = E.isLeft(loaded) ? loaded.left : loaded.right.findings;
    return formatDiagnostics(source, diagnostics);
  };

  it('are those of the outer one, which must have them', async () => {
    expect(await told({ gpu: 2 })).to.equal('');
    expect(await told({ gpu: 1 })).to.equal(
      [
        'error[resource-exceeded]: `read/ocr` requests 2 of `gpu`, but the pipeline has 1',
        '--> pipeline: pipeline.components.read.pipeline more than available',
        '::: pipeline: pipeline.resources.gpu how many there are',
        ' = it could never start: request fewer, or define more',
      ].join('\n'),
    );
    expect(await told({})).to.equal(
      [
        'error[unknown-resource]: the pipeline has no resource `gpu`',
        '--> pipeline: pipeline.components.read.pipeline `read/ocr` requests it',
        ' = add `gpu: 2` to `resources` of the pipeline',
      ].join('\n'),
    );
  });
});
