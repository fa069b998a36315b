import { createHash } from 'node:crypto';

import { expect } from 'chai';

import type { Graph } from '../../../lib/graph/graph.js';
import { eventLines } from '../../../lib/sinks/log/json-log.js';
import { readEvents } from '../../../lib/sinks/record/read-events.js';
import { report } from '../../../lib/sinks/report/report.js';
import { graphOf, Watched } from '../../engine/rig.js';
import { attack, attacked } from './attacked.js';

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

describe('report', () => {
  it('is made from the events alone: a record of them gives the same page', async () => {
    const { live, replayed } = await pageOf(attacked(), { in: attack });
    expect(replayed).to.equal(live);
  });

  it('is one page that fetches nothing and runs no script but its own', async () => {
    const { live } = await pageOf(graphOf({ a: {} }));
    expect(live).not.to.match(/(src|href)=["'](https?:)?\/\//);
    expect(live).not.to.match(/@import|url\((?!#)/);
    const [, policy = ''] = /Content-Security-Policy" content="([^"]+)"/.exec(live) ?? [];
    const inside = (tag: string): string =>
      new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(live)?.[1] ?? '';
    const hash = (text: string): string => createHash('sha256').update(text).digest('base64');
    expect(policy).to.equal(
      `default-src 'none'; script-src 'sha256-${hash(inside('script'))}'; ` +
        `style-src 'sha256-${hash(inside('style'))}'; img-src data:; worker-src blob:; ` +
        `base-uri 'none'; form-action 'none'; ` +
        `require-trusted-types-for 'script'; trusted-types layout`,
    );
  });

  it('holds hostile texts as data that nothing can break out of', async () => {
    const { live } = await pageOf(attacked(), { in: attack });
    expect(live.match(/<script/g)).to.have.length(2);
    expect(live.match(/<\/script/g)).to.have.length(2);
    expect(live).not.to.match(/<img|<!--/);
    const [, json = ''] = /id="data">([^]*?)<\/script>/.exec(live) ?? [];
    expect((JSON.parse(json) as { pipeline: string }).pipeline).to.equal(attack);
  });

  it('is small: a page with next to nothing in it is below 150 KB', async () => {
    const { live } = await pageOf(graphOf({ a: {} }));
    expect(live.length).to.be.below(150_000);
  });

  it('stays small: a page of 1,000 tasks is below 1 MB', async () => {
    const tasks = Object.fromEntries(
      Array.from({ length: 1000 }, (_, task) => [
        `task${task}`,
        { inputs: task < 10 ? [] : [`task${task - 10}.out`] },
      ]),
    );
    const { live } = await pageOf(graphOf(tasks));
    expect(live.length).to.be.below(1_000_000);
  });
});
