import { expect } from 'chai';

import { loadFile, orThrow } from '../../../lib/load.js';
import { DrawingError, toSvg } from '../../../lib/drawing/svg/svg.js';
import { graphviz } from '../../../lib/drawing/svg/graphviz.js';
import { anyRunner } from '../../../lib/runners/registry.js';
import { itIsSkippedWithout, sharedData } from '../../shared-data.js';
import { chain, graphOf, hostile, renamed, small } from '../graphs.js';

describe('toSvg', () => {
  it('draws every node and edge with what it stands for', async () => {
    const svg = await toSvg(await graphOf(small));
    expect(isWellFormed(svg)).to.equal(true);
    expect(svg).to.match(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg).to.include('\n<title>Small</title>\n');
    expect(titles(svg, 'node input')).to.deep.equal(['a']);
    expect(titles(svg, 'node component')).to.deep.equal([
      'first (One)',
      'third (Three)',
      'second (Two)',
    ]);
    expect(titles(svg, 'node component pruned')).to.deep.equal([
      'spare (Four), not run: no output needs it',
    ]);
    expect(titles(svg, 'node output')).to.deep.equal(['second.y']);
    expect(titles(svg, 'edge')).to.deep.equal(['a', 'first.x', 'third.z', 'second.y']);
    expect(titles(svg, 'edge grey')).to.deep.equal(['a']);
    expect(titles(svg, 'edge dashed')).to.deep.equal(['waits for it, and is passed nothing']);
    expect(svg).to.match(/<text class="runner"[^>]*>Three<\/text>/);
  });

  it('refers to nothing outside it', async () => {
    const svg = await toSvg(await graphOf(small));
    expect(svg.match(/https?:[^"]*/g)).to.deep.equal(['http://www.w3.org/2000/svg']);
    expect(svg).not.to.match(/href|url\(|@import/);
  });

  it('keeps every character of a name out of its markup', async () => {
    const svg = await toSvg(renamed(await graphOf(small), hostile, '"<b>" &amp; ]]>'));
    expect(isWellFormed(svg)).to.equal(true);
    expect(svg).to.include('<title>a &quot;b&quot; `c` &lt;d&gt; [e] {f} (g) |h| &amp; #i; ');
    expect(svg).to.include('first (&quot;&lt;b&gt;&quot; &amp;amp; ]]&gt;)');
  });

  it('refuses what would take minutes, and says what to do', async () => {
    const error = await rejection(toSvg(chain(100_000)));
    expect(error).to.be.instanceOf(DrawingError);
    expect(error)
      .to.have.property('message')
      .that.matches(/draw the pipeline as `dot` or `mermaid`/);
  });

  if (sharedData('workflows') === undefined) itIsSkippedWithout('workflows');
  else
    it('draws a workflow of 100 components', async () => {
      const path = `${sharedData('workflows') ?? ''}dax-CyberShake_100.yaml`;
      const { graph } = orThrow(await loadFile(path, { runners: anyRunner }));
      const svg = await toSvg(graph);
      expect(isWellFormed(svg)).to.equal(true);
      expect(titles(svg, 'node component')).to.have.length(100);
    });
});

describe('graphviz', () => {
  it('says how to install it where it is missing', async () => {
    const cause = Object.assign(new Error('no'), { code: 'ERR_MODULE_NOT_FOUND' });
    const error = await rejection(graphviz(() => Promise.reject(cause)));
    expect(error).to.be.instanceOf(DrawingError).with.property('cause', cause);
    expect(error)
      .to.have.property('message')
      .that.equals(
        'an SVG is laid out by Graphviz, which is not installed: run `npm install @viz-js/viz`',
      );
  });

  it('passes on any other failure to load it', async () => {
    const cause = new Error('broken');
    expect(await rejection(graphviz(() => Promise.reject(cause)))).to.equal(cause);
  });
});

const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

const titles = (svg: string, kind: string): string[] =>
  [...svg.matchAll(/<g class="([^"]*)"><title>([^<]*)<\/title>/g)]
    .filter(([, found]) => found === kind)
    .map(([, , title = '']) => title);

/** Tags in pairs, attributes in quotes, and no other `<` or `&`. */
const isWellFormed = (xml: string): boolean => {
  const open: string[] = [];
  const rest = xml.replace(
    /<(\/?)([a-z]+)((?: [a-zA-Z-]+="[^"<]*")*)(\/?)>/g,
    (_, end: string, name: string, _attributes: string, alone: string) => {
      if (end === '') open.push(name);
      return (end !== '' || alone !== '') && open.pop() !== name ? '<' : '';
    },
  );
  return open.length === 0 && !/<|&(?!(?:amp|lt|gt|quot);)/.test(rest);
};
