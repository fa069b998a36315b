import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { existsSync } from 'node:fs';

import { expect } from 'chai';

import type { Graph } from '../../../lib/graph/graph.js';
import { eventLines } from '../../../lib/sinks/log/json-log.js';
import { readEvents } from '../../../lib/sinks/record/read-events.js';
import { report } from '../../../lib/sinks/report/report.js';
import { hostile, renamed } from '../../drawing/graphs.js';
import { graphOf, Watched } from '../../engine/rig.js';

const attack = `</script><!-- <script><img src=x onerror="document.title='owned'"> ${hostile}`;

/** Every text that a user, a runner or a model has a say in is an attack. */
const attacked = (): Graph => {
  const graph = graphOf(
    {
      a: {
        outputs: ['x', 'y'],
        run: (_, { log }) => {
          log(attack);
          return { x: attack, y: { [attack]: [attack] } };
        },
      },
      b: {
        inputs: ['a.x', 'a.y', 'in'],
        retry: { attempts: 1 },
        run: () => {
          const error = new Error(attack, { cause: new TypeError(attack) });
          error.name = attack;
          throw error;
        },
      },
      c: { inputs: ['b.out'] },
    },
    { inputs: ['in'] },
  );
  const named = renamed(graph, attack, attack, attack, attack);
  return {
    ...named,
    description: attack,
    components: named.components.map((one) => ({
      ...one,
      name: `${one.name}${attack}`,
      description: attack,
      params: { [attack]: attack },
    })),
  };
};

const pageOf = async (graph: Graph, inputs = {}): Promise<{ live: string; replayed: string }> => {
  const live = report();
  const lines: string[] = [];
  new Watched(
    graph,
    { sinks: [live.sink, eventLines((line) => lines.push(line))], onFailure: 'continue', id: 'r' },
    inputs,
  ).flush();
  const replayed = report();
  for await (const event of readEvents([lines.join('\n')])) replayed.add(event);
  return { live: await live.html(), replayed: await replayed.html() };
};

const browser = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)))
  .find((path) => existsSync(path));

/** What a browser makes of a page, when its scripts have run. */
const rendered = (page: string): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-report-'));
  const file = join(folder, 'page.html');
  writeFileSync(file, page);
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    `--user-data-dir=${folder}/user`,
  ];
  return new Promise<string>((resolve, reject) => {
    execFile(
      browser ?? '',
      [...flags, '--virtual-time-budget=2000', '--dump-dom', `file://${file}`],
      { maxBuffer: 1e8 },
      (error: Error | null, stdout) => {
        rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
        if (error === null) resolve(stdout);
        else reject(error);
      },
    );
  });
};

describe('report', () => {
  it('is made from the events alone: a record of them gives the same page', async () => {
    const { live, replayed } = await pageOf(attacked(), { in: attack });
    expect(replayed).to.equal(live);
  });

  it('is one page that fetches nothing and runs no script but its own', async () => {
    const { live } = await pageOf(graphOf({ a: {} }));
    expect(live).not.to.match(/(src|href)=["']?(https?:)?\/\//);
    expect(live).not.to.match(/@import|url\((?!#)/);
    const [, policy = ''] = /Content-Security-Policy" content="([^"]+)"/.exec(live) ?? [];
    const inside = (tag: string): string =>
      new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(live)?.[1] ?? '';
    const hash = (text: string): string => createHash('sha256').update(text).digest('base64');
    expect(policy).to.equal(
      `default-src 'none'; script-src 'sha256-${hash(inside('script'))}'; ` +
        `style-src 'sha256-${hash(inside('style'))}'; base-uri 'none'; form-action 'none'`,
    );
  });

  it('makes its page from text, never from markup', async () => {
    const { live } = await pageOf(graphOf({ a: {} }));
    expect(live).not.to.match(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b/);
  });

  it('holds hostile texts as data that nothing can break out of', async () => {
    const { live } = await pageOf(attacked(), { in: attack });
    expect(live.match(/<script/g)).to.have.length(2);
    expect(live.match(/<\/script/g)).to.have.length(2);
    expect(live).not.to.match(/<img|<!--/);
    const [, json = ''] = /id="data">([^]*?)<\/script>/.exec(live) ?? [];
    expect((JSON.parse(json) as { pipeline: string }).pipeline).to.equal(attack);
  });

  it('stays small: a page of 1,000 tasks is below 1.5 MB', async () => {
    const tasks = Object.fromEntries(
      Array.from({ length: 1000 }, (_, task) => [
        `task${task}`,
        { inputs: task < 10 ? [] : [`task${task - 10}.out`] },
      ]),
    );
    const { live } = await pageOf(graphOf(tasks));
    expect(live.length).to.be.below(1_500_000);
  });

  if (browser === undefined) it('is tried in a browser: skipped, for there is none');
  else
    it('shows hostile texts in a browser as what they are', async function () {
      // A browser may break down on a machine that is busy.
      this.retries(2);
      const { live } = await pageOf(attacked(), { in: attack });
      const page = await rendered(live);

      expect(page).to.match(/<h1>&lt;\/script&gt;&lt;!-- &lt;script&gt;&lt;img src=x/);
      expect(page).to.contain('1 failed');
      expect(page).not.to.match(/<img/);
      expect(page).not.to.contain('<title>owned</title>');
    });
});
