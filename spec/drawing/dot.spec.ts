import { expect } from 'chai';

import { toDot } from '../../lib/drawing/dot.js';
import { graphviz } from '../../lib/drawing/svg/graphviz.js';
import { chain, graphOf, hostile, renamed, small } from './graphs.js';

describe('toDot', () => {
  it('draws inputs, components, outputs, waits and what is pruned', async () => {
    expect(toDot(await graphOf(small))).to.equal(
      `digraph {
  graph [label="Small", labelloc=t, labeljust=l, rankdir=LR, bgcolor="white", pad=0.3, nodesep=0.25, ranksep=0.6, fontname=Helvetica, fontsize=16, fontcolor="#0f172a"]
  node [fontname=Helvetica, fontsize=12, margin="0.18,0.08"]
  edge [fontname=Helvetica, fontsize=10, arrowsize=0.7, color="#94a3b8", fontcolor="#475569"]
  {
    node [shape=oval, style=filled, fillcolor="#ecfdf5", color="#10b981", fontcolor="#064e3b"]
    i0 [label="a"]
  }
  {
    node [shape=box, style="rounded,filled", fillcolor="#eef2ff", color="#818cf8", fontcolor="#1e1b4b"]
    c0 [label=<<B>first</B><BR/><FONT POINT-SIZE="10" COLOR="#64748b">One</FONT>>]
    c1 [label=<<B>spare</B><BR/><FONT POINT-SIZE="10" COLOR="#8a8a8a">Four</FONT>>, fillcolor="#f5f5f5", color="#c8c8c8", fontcolor="#8a8a8a"]
    c2 [label=<<B>third</B><BR/><FONT POINT-SIZE="10" COLOR="#64748b">Three</FONT>>]
    c3 [label=<<B>second</B><BR/><FONT POINT-SIZE="10" COLOR="#64748b">Two</FONT>>]
  }
  {
    node [shape=hexagon, style=filled, fillcolor="#fff7ed", color="#f59e0b", fontcolor="#7c2d12"]
    o0 [label="second.y"]
  }
  i0 -> c0
  i0 -> c1 [color="#d4d4d4", fontcolor="#8a8a8a"]
  c0 -> c2 [style=dashed]
  c0 -> c3 [label="x"]
  c2 -> c3 [label="z"]
  c3 -> o0
}
`,
    );
  });

  it('is read by Graphviz with every character as it was', async () => {
    const runner = '"<b>" &amp; \\N {|} ]> \\';
    const dot = toDot(renamed(await graphOf(small), hostile, runner));
    const { status, errors, output = '' } = (await graphviz()).render(dot, { format: 'svg' });
    expect(status).to.equal('success');
    expect(errors.filter(({ level }) => level === 'error')).to.deep.equal([]);
    expect(output)
      .to.include('>&quot;&lt;b&gt;&quot; &amp;amp; \\N {|} ]&gt; \\</text>')
      .and.to.include('>a &quot;b&quot; `c` &lt;d&gt; [e] {f} (g) |h| &amp; #i; \\ \\N 1. *j* ');
  });

  it('does not overflow on a chain of 100,000', () => {
    expect(toDot(chain(100_000)).split('\n').at(-3)).to.equal('  c99999 -> o0');
  });
});
