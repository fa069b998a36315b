import { expect } from 'chai';

import { toMermaid } from '../../lib/drawing/mermaid.js';
import { mermaidText } from '../../lib/drawing/mermaid-text.js';
import { chain, graphOf, hostile, renamed, small } from './graphs.js';

describe('toMermaid', () => {
  it('draws inputs, components, outputs, waits and what is pruned', async () => {
    expect(toMermaid(await graphOf(small))).to.equal(
      `---
title: "Small"
---
flowchart LR
  i0(["a"]):::input
  c0("first<br/>One"):::component
  c1("spare<br/>Four"):::pruned
  c2("third<br/>Three"):::component
  c3("second<br/>Two"):::component
  o0{{"second.y"}}:::output
  i0 --> c0
  i0 --> c1
  c0 -.-> c2
  c0 -->|"x"| c3
  c2 -->|"z"| c3
  c3 --> o0
  classDef input fill:#ecfdf5,stroke:#10b981,color:#064e3b
  classDef component fill:#eef2ff,stroke:#818cf8,color:#1e1b4b
  classDef output fill:#fff7ed,stroke:#f59e0b,color:#7c2d12
  classDef pruned fill:#f5f5f5,stroke:#c8c8c8,color:#8a8a8a
  linkStyle default stroke:#94a3b8
  linkStyle 1 stroke:#d4d4d4
`,
    );
  });

  it('writes what its grammar could take for its own as entity codes', async () => {
    const lines = toMermaid(renamed(await graphOf(small), hostile, '"`[x]`"')).split('\n');
    expect(lines[1]).to.match(/^title: "a \\u0022b\\u0022 \\u0060c\\u0060 \\u003cd\\u003e /);
    expect(lines[5]).to.equal('  c0("first<br/>#quot;#96;#91;x#93;#96;#quot;"):::component');
  });

  it('does not overflow on a chain of 100,000', () => {
    const lines = toMermaid(chain(100_000)).split('\n');
    expect(lines.at(-6)).to.equal('  c99999 --> o0');
  });
});

describe('mermaidText', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['image_ocr.page-id 2', 'image_ocr.page-id 2'],
    ['__proto__', '#95;#95;proto#95;#95;'],
    ['1. *x* - y', '1#46; #42;x#42; #45; y'],
    ['www.x.org', 'www#46;x.org'],
    ['#quot; &amp;', '#35;quot#59; #38;amp#59;'],
    ['<br/>', '#60;br#47;#62;'],
    ['a\\nb', 'a#92;#8203;nb'],
    ['$$x$$', '#36;#8203;#36;x#36;#8203;#36;'],
    ['fa:fa-car', 'fa#58;#8203;fa-car'],
    ['日本', '日本'],
    ['😀', '#128512;'],
  ];
  for (const [text, written] of cases)
    it(`writes ${text} as ${written}`, () => {
      expect(mermaidText(text)).to.equal(written);
    });
});
