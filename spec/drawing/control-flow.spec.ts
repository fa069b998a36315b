import { expect } from 'chai';

import { toDot } from '../../lib/drawing/dot.js';
import { toJson } from '../../lib/drawing/json-graph.js';
import { toMermaid } from '../../lib/drawing/mermaid.js';
import { everyNode, sketch } from '../../lib/drawing/sketch.js';
import { graphviz } from '../../lib/drawing/svg/graphviz.js';
import { toSvg } from '../../lib/drawing/svg/svg.js';
import type { Graph } from '../../lib/graph/graph.js';
import { loadObject, loadText, orThrow } from '../../lib/load.js';
import { anyRunner } from '../../lib/runners/registry.js';
import { graphOf } from './graphs.js';

const page = `
pipeline:
  name: Page
  inputs: [page, language]
  outputs: { text: ocr.text, sure: ocr.sure }
  components:
  - ocr: { runner: OCR, inputs: [page, language], outputs: [text, sure] }
`;

/*
 *  file ─▶ split ══▶ read (a pipeline, once for each page) ─▶ < sure > ╌▶ careful ─▶ (first) ─▶ fields
 *                          ╰────────────▶ quick ───────────────────────────────────────╯
 */
const invoices = async (inner: string = page): Promise<Graph> => {
  const read = orThrow(await loadText(inner, { runners: anyRunner }));
  const pipeline = {
    name: 'Invoices',
    inputs: ['file'],
    outputs: {
      fields: { first: ['careful.fields', 'quick.fields'] },
      notes: { maybe: 'quick.notes' },
    },
    components: {
      split: { runner: 'Split', inputs: ['file'], outputs: ['pages'] },
      read: {
        pipeline: read,
        map: { over: 'page', onFailure: 'omit' },
        inputs: { page: 'split.pages', language: 'file' },
        outputs: ['text', 'sure'],
      },
      careful: {
        runner: 'Large',
        when: 'read.sure.exists(s, s < 0.8)',
        inputs: ['read.text'],
        outputs: ['fields'],
        onFailure: 'omit',
        fallback: [{ runner: 'Small' }],
      },
      quick: {
        runner: 'Rules',
        inputs: ['read.text'],
        outputs: ['fields', 'notes'],
        repeat: { until: 'size(fields) > 3', atMost: 5, carry: { text: 'fields' } },
      },
    },
  };
  return orThrow(await loadObject({ pipeline }, { runners: anyRunner })).graph;
};

describe('control flow, drawn', () => {
  it('is a folded box, a rhombus and a circle in Mermaid', async () => {
    const [drawn] = toMermaid(await invoices()).split('  classDef', 1);
    expect(drawn).to.equal(
      `---
title: "Invoices"
---
flowchart LR
  i0(["file"]):::input
  s7{"read.sure.exists#40;s#44; s #60; 0.8#41;"}:::condition
  s8(("first")):::selector
  c0("split<br/>Split"):::component
  c1[["read<br/>Page<br/>#215; page<br/>may fail"]]:::component
  c2("careful<br/>Large<br/>else Small<br/>may fail"):::component
  c3("quick<br/>Rules<br/>up to 5 rounds until size#40;fields#41; #62; 3"):::component
  o0{{"fields"}}:::output
  o1{{"notes"}}:::output
  i0 --> c0
  c0 -->|"pages"| c1
  i0 --> c1
  c1 -.-> s7
  c1 -->|"text"| c2
  s7 -.-> c2
  c1 -->|"text"| c3
  c2 -->|"1#46; fields"| s8
  c3 -->|"2#46; fields"| s8
  s8 --> o0
  c3 -->|"maybe notes"| o1
`,
    );
  });

  it('is unfolded as deep as is asked for', async () => {
    const graph = await invoices();
    expect(toMermaid(graph, { depth: 1 })).to.include(
      `
  subgraph c1["read<br/>Page<br/>#215; page<br/>may fail"]
    c1_i0(["page"]):::input
    c1_i1(["language"]):::input
    c1_c0("ocr<br/>OCR"):::component
    c1_o0{{"text"}}:::output
    c1_o1{{"sure"}}:::output
  end
  class c1 pipeline
`,
    );
    const { boxes, edges } = sketch(graph, { depth: 1 });
    expect(boxes.map(({ id, lines }) => [id, ...lines])).to.deep.equal([['c1', 'read']]);
    expect(edges.map(({ from, to }) => `${from} ${to}`)).to.include.members([
      'c0 c1_i0',
      'i0 c1_i1',
      'c1_i0 c1_c0',
      'c1_c0 c1_o0',
      'c1_o1 s7',
      'c1_o0 c2',
    ]);
    expect(sketch(graph, { depth: 5 })).to.deep.equal(sketch(graph, { depth: 1 }));
  });

  it('stops at the border of a box what is for the whole of it', async () => {
    const graph = await graphOf(`
pipeline:
  name: Whole
  inputs: [q]
  outputs: [after.x]
  components:
  - within: { runner: R, when: q > 1, inputs: [q], outputs: [y] }
  - after: { runner: R, inputs: [], outputs: [x], dependencies: [within] }
`);
    const inner = await graphOf(page.replace(/page, language/g, 'q'));
    const [within, ...others] = graph.components;
    const nested = { ...graph, components: [{ ...within, pipeline: inner }, ...others] } as Graph;
    const { edges } = sketch(nested, { depth: 1 });
    expect(edges.filter(({ dashed }) => dashed)).to.deep.equal([
      { from: 'i0', to: 's3', label: [], hint: 'q', dashed: true, pruned: false },
      {
        from: 's3',
        to: 'c0_c0',
        toBox: 'c0',
        label: [],
        hint: 'when q > 1',
        dashed: true,
        pruned: false,
      },
      {
        from: 'c0_c0',
        fromBox: 'c0',
        to: 'c1',
        label: [],
        hint: 'waits for it, and is passed nothing',
        dashed: true,
        pruned: false,
      },
    ]);
    const dot = toDot(nested, { depth: 1 });
    expect(dot).to.include('  s3 -> c0_c0 [style=dashed, lhead=cluster_c0]\n');
    expect(dot).to.include('  c0_c0 -> c1 [style=dashed, ltail=cluster_c0]\n');
    expect(toMermaid(nested, { depth: 1 }))
      .to.include('  s3 -.-> c0\n')
      .and.include('  c0 -.-> c1\n');
  });

  it('is read by Graphviz, folded and unfolded', async () => {
    const graph = await invoices();
    const folded = toDot(graph);
    expect(folded).to.include('    node [shape=diamond, style=filled, ');
    expect(folded).to.include('    s8 [label="first"]\n');
    expect(folded).to.include('× page<BR/>may fail</FONT>>, peripheries=2]\n');
    const unfolded = toDot(graph, { depth: 1 });
    expect(unfolded).to.include('  subgraph cluster_c1 {\n    graph [label="read\\nPage\\n');
    const viz = await graphviz();
    for (const dot of [folded, unfolded]) {
      const { status, errors } = viz.render(dot, { format: 'svg' });
      expect(status).to.equal('success');
      expect(errors.filter(({ level }) => level === 'error')).to.deep.equal([]);
    }
  });

  it('is drawn as an SVG, with all that it stands for', async () => {
    const graph = await invoices();
    const svg = await toSvg(graph);
    expect(titles(svg, 'node condition')).to.deep.equal([
      'careful runs only where read.sure.exists(s, s &lt; 0.8)',
    ]);
    expect(titles(svg, 'node selector')).to.deep.equal([
      'output fields: first(careful.fields, quick.fields)',
    ]);
    expect(titles(svg, 'node component')).to.deep.equal([
      'split (Split)',
      'read (Page; × page; may fail)',
      'careful (Large; else Small; may fail)',
      'quick (Rules; up to 5 rounds until size(fields) &gt; 3)',
    ]);
    expect(titles(svg, 'edge dashed')).to.deep.equal([
      'read.sure',
      'when read.sure.exists(s, s &lt; 0.8)',
    ]);
    const open = await toSvg(graph, { depth: 1 });
    expect(titles(open, 'node pipeline')).to.deep.equal(['read (Page; × page; may fail)']);
    const [box, ocr] = [rectOf(open, 'node pipeline'), rectOf(open, 'node component', 'ocr')];
    expect(ocr.x).to.be.greaterThan(box.x);
    expect(ocr.y).to.be.greaterThan(box.y);
    expect(ocr.x + ocr.width).to.be.lessThan(box.x + box.width);
    expect(ocr.y + ocr.height).to.be.lessThan(box.y + box.height);
  });

  it('is complete as JSON', async () => {
    const json = toJson(await invoices());
    expect(json.outputs).to.deep.equal([
      { name: 'fields', selector: { kind: 'first', of: ['careful.fields', 'quick.fields'] } },
      { name: 'notes', selector: { kind: 'maybe', of: ['quick.notes'] } },
    ]);
    const [, read, careful, quick] = json.components;
    expect(read?.map).to.deep.equal({ over: ['page'], onFailure: 'omit' });
    expect(read?.pipeline?.components.map(({ name }) => name)).to.deep.equal(['ocr']);
    expect(careful).to.deep.include({
      when: 'read.sure.exists(s, s < 0.8)',
      onFailure: 'omit',
      fallback: ['Small'],
    });
    expect(quick?.repeat).to.deep.equal({
      until: 'size(fields) > 3',
      atMost: 5,
      carry: { text: 'fields' },
    });
    const into = (name: string) => json.edges.filter(({ to }) => to.name === name);
    expect(into('careful')).to.deep.equal([
      {
        from: { kind: 'component', name: 'read' },
        to: { kind: 'component', name: 'careful' },
        consumables: ['read.text'],
        condition: ['read.sure'],
        controlOnly: false,
      },
    ]);
    expect(
      into('fields').map(({ from, consumables }) => [from.name, ...consumables]),
    ).to.deep.equal([
      ['careful', 'careful.fields'],
      ['quick', 'quick.fields'],
    ]);
    expect(into('notes').map(({ consumables }) => consumables)).to.deep.equal([['quick.notes']]);
  });

  it('says how many of a list are enough', async () => {
    const graph = await graphOf(`
pipeline:
  name: Enough
  inputs: [a, b, c]
  outputs: { some: { all: [a, b, c], atLeast: 2 } }
  components:
  - one: { runner: R, inputs: [a], outputs: [x] }
`);
    expect(everyNode(sketch(graph)).find(({ kind }) => kind === 'selector')?.lines).to.deep.equal([
      'all ≥ 2',
    ]);
    expect(toJson(graph).outputs).to.deep.equal([
      { name: 'some', selector: { kind: 'all', of: ['a', 'b', 'c'], atLeast: 2 } },
    ]);
  });

  it('says how attempts are gathered, and hedged', async () => {
    const graph = await graphOf(`
pipeline:
  name: Late
  inputs: [a]
  outputs: [late.x]
  components:
  - late: { runner: R, inputs: [a], outputs: [x], hedge: 20ms }
`);
    const [late] = graph.components;
    const batched = { ...graph, components: [{ ...late, batch: { size: 8, wait: 20 } }] } as Graph;
    expect(sketch(batched).nodes.find(({ kind }) => kind === 'component')?.small).to.deep.equal([
      'R',
      'in batches of 8',
      'a second beside it after 20 ms',
    ]);
    expect(toJson(batched).components[0]).to.deep.include({
      hedge: 20,
      batch: { size: 8, wait: 20 },
    });
  });

  it('lets many that may be absent share a node', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `x${index}`);
    const graph = await graphOf(`
pipeline:
  name: Many
  inputs: []
  outputs: { ${names.map((name) => `${name}: { maybe: one.${name} }`).join(', ')} }
  components:
  - one: { runner: R, inputs: [], outputs: [${names.join(', ')}] }
`);
    const { nodes, edges } = sketch(graph);
    expect(nodes.map(({ lines }) => lines)).to.deep.equal([
      ['one'],
      ['x0', 'x1', 'x2', '+17 more'],
    ]);
    expect(edges.map(({ label }) => label)).to.deep.equal([
      ['maybe x0', 'maybe x1', 'maybe x2', '+17 more'],
    ]);
  });
});

const titles = (svg: string, name: string): string[] =>
  Array.from(
    svg.matchAll(new RegExp(`<g class="${name}"><title>([^<]*)</title>`, 'g')),
    ([, text]) => text ?? '',
  );

const rectOf = (svg: string, name: string, title = '') => {
  const found = new RegExp(
    `<g class="${name}"><title>${title}[^<]*</title><rect class="box" x="([^"]*)" y="([^"]*)" width="([^"]*)" height="([^"]*)"`,
  ).exec(svg);
  const [x = NaN, y = NaN, width = NaN, height = NaN] = (found ?? []).slice(1).map(Number);
  return { x, y, width, height };
};
