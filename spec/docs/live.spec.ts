import { execSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

import { docBlocks, DocScripts } from './doc-scripts.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('docs/live.md', () => {
  const blocks = docBlocks('live.md');
  const scripts = blocks.filter(({ language }) => language === 'ts');
  let all: DocScripts;
  before(() => {
    all = new DocScripts(scripts);
  });
  after(() => {
    all.remove();
  });

  it('has scripts, all named, and what each of them prints', () => {
    expect(scripts.map(({ file }) => file)).not.to.include(undefined);
    expect(scripts).to.have.length(blocks.filter(({ language }) => language === 'text').length + 1);
  });

  for (const { file = '', start } of scripts)
    it(`shows what ${file} prints`, async () => {
      const next = blocks[blocks.findIndex((block) => block.start === start) + 1];
      const { printed } = await all.run(file);
      expect(printed).to.equal(next?.language === 'text' ? next.text : '');
    });

  it('shows what `mlpipeline watch` prints', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-live-'));
    const section = blocks.filter((block) => block.section === 'Watching files');
    for (const { file, text } of section)
      if (file !== undefined) writeFileSync(join(folder, file), text);
    const shown = section.find(({ language }) => language === 'console')?.text ?? '';
    const steps = Array.from(shown.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm), (step) => ({
      command: step[1] ?? '',
      printed: step[2] ?? '',
    }));
    expect(steps).to.have.length.above(4);
    let child: ReturnType<typeof spawn> | undefined;
    let told = '';
    let check: () => void = () => undefined;
    try {
      for (const { command, printed } of steps) {
        told = '';
        const [program, ...argv] = command.split(' ');
        if (program === 'mlpipeline') {
          const loader = join(root, 'node_modules/tsx/dist/loader.mjs');
          const main = join(root, 'lib/cli/main.ts');
          // One pipe for both, so that they stand in their order.
          child = spawn(
            'sh',
            ['-c', 'exec "$@" 2>&1', 'sh', process.execPath, '--import', loader, main, ...argv],
            { cwd: folder },
          );
          child.stdout?.setEncoding('utf8').on('data', (text: string) => {
            told += text;
            check();
          });
        } else execSync(command, { cwd: folder });
        await new Promise<void>((resolve) => {
          check = () => {
            if (told.length >= printed.length) resolve();
          };
          check();
        });
        expect(told).to.equal(printed);
      }
    } finally {
      child?.kill('SIGINT');
      rmSync(folder, { recursive: true });
    }
    expect(await new Promise((resolve) => child?.on('close', resolve))).to.equal(0);
  });
});
