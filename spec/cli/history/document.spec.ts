import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { expect } from 'chai';

import { mlpipeline } from '../mlpipeline.js';

const root = resolve(import.meta.dirname, '../../..');
const pipeline = 'examples/document-extraction/pipeline.yaml';

describe('the document example, killed in its OCR', function () {
  this.timeout(120_000);
  let store: string;
  before(() => {
    store = mkdtempSync(join(tmpdir(), 'mlpipeline-document-'));
  });
  after(() => {
    rmSync(store, { recursive: true, force: true });
  });

  const inputs = ['--inputs', 'document_id=receipt', 'page_num=0'];

  /** Kills the process once the page is prepared, and so in the midst of the OCR. */
  const killedInOcr = (): Promise<NodeJS.Signals | null> =>
    new Promise((done) => {
      const argv = ['--import', 'tsx', 'lib/cli/main.ts', 'run', pipeline, '--store', store];
      const child = spawn(process.execPath, [...argv, '--verbose', ...inputs], { cwd: root });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        if (text.includes('image_ocr: attempt 1 starts')) child.kill('SIGKILL');
      });
      child.on('close', (_, signal) => {
        done(signal);
      });
    });

  it('goes on with the page as it was prepared, and reads what an uninterrupted run reads', async () => {
    expect(await killedInOcr()).to.equal('SIGKILL');
    const resumed = await mlpipeline(['resume', '--store', store]);
    expect(resumed.status).to.equal(0);
    expect(resumed.stderr).to.match(/\n1 : image_preprocessing - .* : kept from /);
    expect(resumed.stderr).to.match(/\n2 : image_ocr - \w+ : inputs - /);
    const plain = await mlpipeline(['run', pipeline, '--no-store', ...inputs]);
    expect(JSON.parse(resumed.stdout)).to.deep.equal(JSON.parse(plain.stdout));
  });

  it('runs its extractor again without reading the page again', async () => {
    const { stdout } = await mlpipeline(['runs', '--json', '--store', store]);
    const [{ id } = { id: '' }] = JSON.parse(stdout) as { readonly id: string }[];
    const { status, stderr } = await mlpipeline([
      ...['restart', id, '--task', 'extractor', '--store', store],
    ]);
    expect(status).to.equal(0);
    expect(stderr.match(/ : kept from /g)).to.have.length(2);
    expect(stderr).to.match(/\n3 : extractor - \w+ : inputs - /);
  });
});
