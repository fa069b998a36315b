import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect } from 'chai';
import * as t from 'io-ts';

import { loadText, orThrow } from '../../lib/load.js';
import { defineRunner } from '../../lib/runners/runner.js';
import { shippedRunners } from '../../lib/runners/shipped/shipped-runners.js';
import { type PipelineServer, serve } from '../../lib/server/server.js';
import { openStore } from '../../lib/store/open-store.js';
import type { Store } from '../../lib/store/store.js';
import { ask, Gate, gate, pipelineOf, served, started, texts, until } from '../server/rig.js';
import { curl } from '../services.js';

const page = readFileSync(new URL('../../docs/server.md', import.meta.url), 'utf8');

describe('the page on the server', () => {
  it('shows a client with `fetch` that works as it stands', async () => {
    const [, script = ''] = /```js\n([^]*?)```/.exec(page) ?? [];
    const server = await served();
    try {
      // What the page shows is run as it is shown.
      // eslint-disable-next-line @typescript-eslint/no-implied-eval
      const client = new Function(
        'server',
        `return (async () => { ${script}; return outputs; })()`,
      ) as (server: string) => Promise<unknown>;
      expect(await client(server.url)).to.deep.equal({ text: 'Hello, Ada!' });
    } finally {
      await server.close();
    }
  });

  describe('with `curl`', () => {
    const png = Buffer.from('89504e470d0a1a0a', 'hex');
    const Prepares = defineRunner({
      name: 'Prepares',
      inputs: { document_id: t.string },
      outputs: { page: t.unknown },
      run: ({ document_id: path }) => ({ page: { path, image: png } }),
    });
    const text = `
pipeline:
  name: Document extraction
  inputs: { document_id: { type: string } }
  outputs: [image_preprocessing.page]
  components:
    image_preprocessing: { runner: Prepares, inputs: [document_id], outputs: [page] }
`;
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const lines = [...`${readme}${page}`.matchAll(/^curl .*$/gm)].map(([line]) => line);
    let folder: string;
    let store: Store;
    let server: PipelineServer;

    before(async function () {
      curl(this);
      folder = mkdtempSync(join(tmpdir(), 'mlpipeline-curl-'));
      store = await openStore(folder);
      const runners = shippedRunners.with([Prepares]);
      gate.current = new Gate();
      server = await serve(
        [orThrow(await loadText(text, { runners })), await pipelineOf(texts.waiting)],
        { port: 0, store, uploads: join(folder, 'uploads') },
      );
    });
    after(async () => {
      await server.close(0);
      await store.close();
      rmSync(folder, { recursive: true });
    });

    /** What the line that has this in it gives, as it stands but for the address of the server. */
    const given = async (part: string, run = ''): Promise<string> => {
      const line = lines.find((one) => one.includes(part)) ?? '';
      const here = line
        .replaceAll('http://127.0.0.1:8080/', server.url)
        .replace('-o page.png', `-o ${join(folder, 'page.png')}`);
      const root = new URL('../../', import.meta.url);
      const options = { cwd: root, env: { ...process.env, RUN: run } };
      return (await promisify(execFile)('sh', ['-c', here], options)).stdout;
    };
    const idOf = (answer: string): string => (JSON.parse(answer) as { id: string }).id;

    it('sends a file and reads the outputs, the events and an image', async () => {
      expect(new Set(lines.filter((one) => one.includes('?wait'))).size).to.equal(1);
      expect(await given('?wait')).to.match(/"path":".*receipt\.jpg"/);
      const { runs } = JSON.parse(await given('curl http://127.0.0.1:8080/runs')) as {
        runs: readonly { id: string }[];
      };
      const id = runs[0]?.id ?? '';
      await until(server, id, 'done');
      expect(await given('/events', id)).to.match(/"type":"run-finished".*\n\n$/);
      await given('-o page.png', id);
      expect(readFileSync(join(folder, 'page.png'))).to.deep.equal(png);
    });

    it('cancels a run, and resumes it', async () => {
      const id = await started(server, 'waiting', { value: 1 });
      await until(server, id, 'running');
      expect(idOf(await given('DELETE', id))).to.equal(id);
      await until(server, id, 'cancelled');
      expect(idOf(await given('/resume', id))).to.equal(id);
    });

    it('shows no other lines than these', () => {
      expect(new Set(lines).size).to.equal(6);
    });
  });

  it('names every path that the server describes', async () => {
    const server = await served();
    try {
      const { text } = await ask(server, 'GET', '/openapi.json');
      const { paths } = JSON.parse(text) as { readonly paths: Record<string, unknown> };
      for (const path of Object.keys(paths).filter((one) => !one.endsWith('/runs')))
        expect(page).to.include(path.replace('{pipeline}', '{id}'));
    } finally {
      await server.close();
    }
  });
});
