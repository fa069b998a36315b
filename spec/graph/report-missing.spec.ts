import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';

import { formatDiagnostics } from '../../lib/diagnostics/format.js';
import { loadText } from '../../lib/load.js';
import { Registry } from '../../lib/runners/registry.js';
import type { Runner } from '../../lib/runners/runner.js';

const given = (missing: Runner['missing']): Registry =>
  new Registry([
    { name: 'Model', run: () => ({}), ...(missing === undefined ? {} : { missing }) },
    { name: 'Other', run: () => ({}) },
  ]);

const told = async (keys: string, missing: Runner['missing']): Promise<string> => {
  const text = `pipeline:
  name: P
  inputs: [x]
  outputs: [a.y]
  components:
    - a: { inputs: [x], outputs: [y], ${keys} }
`;
  const options = { name: 'p.yaml', directory: '/pipelines', runners: given(missing) };
  const loaded = await loadText(text, options);
  const { source, diagnostics } = E.isLeft(loaded) ? loaded.left : loaded.right.findings;
  return formatDiagnostics(source, diagnostics);
};

describe('what this machine lacks of what a runner needs', () => {
  const noFile: Runner['missing'] = ({ file }, directory) => [
    {
      param: ['file'],
      message: `there is no file \`${String(file)}\` in \`${directory}\``,
      help: ['fetch it from the shelf'],
    },
  ];

  it('is a warning at its param', async () => {
    expect(await told('runner: Model, params: { file: m.onnx }', noFile)).to.equal(
      `warning[missing-requirement]: there is no file \`m.onnx\` in \`/pipelines\`
 --> p.yaml:6:70
  |
6 |     - a: { inputs: [x], outputs: [y], runner: Model, params: { file: m.onnx } }
  |                                                                      ^^^^^^ \`a\` needs it
  = fetch it from the shelf`,
    );
  });

  it('is told of what a component falls back to', async () => {
    const keys = 'runner: Other, fallback: [{ runner: Model, params: { file: m.onnx } }]';
    expect(await told(keys, noFile)).to.include('there is no file `m.onnx`');
  });

  it('is not asked for where a pool of workers makes it', async () => {
    expect(await told('runner: Model, workers: gpu', noFile)).to.equal('');
  });

  it('is asked for by what may throw', async () => {
    const throws: Runner['missing'] = () => {
      throw new Error('no shelf');
    };
    expect(await told('runner: Model', throws)).to.match(
      /^warning\[missing-requirement\]: runner `Model` threw when asked what is missing: no shelf\n/,
    );
  });
});
