import { expect } from 'chai';

import { Presence } from '../../../lib/graph/presence/presence.js';
import { graphOf } from '../../expect-diagnostics.js';

/** For each output of a pipeline whether it is there, with a case in which it is not. */
const verdicts = async (body: string): Promise<Readonly<Record<string, string>>> => {
  const graph = await graphOf(`
  pipeline:
    name: P
    inputs: { q: {}, doc: {}, list: {}, pages: { type: integer } }
${body}`);
  const presence = new Presence(graph);
  return Object.fromEntries(
    graph.outputs.map(({ name, consumable }) => {
      const verdict = presence.verdict(consumable);
      const texts = presence.caseOf(consumable).map(({ text }) => text);
      return [name, verdict === 'maybe' ? texts.join(' and ') : verdict];
    }),
  );
};

/** Two components with these conditions, each as an output, and the first of them that is there. */
const either = async (left: string, right: string): Promise<Readonly<Record<string, string>>> =>
  verdicts(`
    outputs: { left: l.y, right: r.y, one: { first: [l.y, r.y] }, both: b.y }
    components:
      - l: { runner: R, inputs: [q], outputs: [y], when: '${left}' }
      - r: { runner: R, inputs: [q], outputs: [y], when: '${right}' }
      - b: { runner: R, inputs: { x: l.y, y: r.y }, outputs: [y] }
`);

describe('Presence', () => {
  it('sees that a condition and its opposite exclude and cover each other', async () => {
    expect(await either('q > 1', '!(q > 1)')).to.deep.equal({
      left: '`q` is 1',
      right: '`q` is 2',
      one: 'always',
      both: 'never',
    });
  });

  for (const [left, right] of [
    ['q > 1', 'q <= 1'],
    ['1 < q', '1 >= q'],
    ['q == "a"', 'q != "a"'],
    ['q in ["a", "b"]', '!(q == "a" || q == "b")'],
    ['q', '!q'],
    ['q == null', 'q != null'],
    ['has(doc.text)', '!has(doc.text)'],
    ['size(list) > 0', 'size(list) == 0'],
    ['pages > 1 && pages < 4', 'pages != 2 && pages != 3'],
    ['q > doc.least', 'q <= doc.least'],
    ['list.exists(c, c < 0.8)', 'list.all(c, c >= 0.8)'],
    ['list.exists(c, c < 0.8) || doc.a == doc.b', 'doc.b != doc.a && !list.exists(c, 0.8 > c)'],
    ['q > -1.5', 'q <= -1.5'],
  ])
    it(`sees that ${left} and ${right} exclude and cover each other`, async () => {
      const { one, both } = await either(left as string, right as string);
      expect({ one, both }).to.deep.equal({ one: 'always', both: 'never' });
    });

  it('names a value at which two conditions leave a gap', async () => {
    expect(await either('q > 2', 'q < 2')).to.include({ one: '`q` is 2', both: 'never' });
    expect(await either('q > 1', 'q < 2')).to.include({ one: 'always', both: '`q` is 1' });
    expect(await either('q > 0.5', 'q < 0.25')).to.include({ one: '`q` is 0.25' });
    expect(await either('q > 4', 'q < 1')).to.include({ one: '`q` is 1' });
    expect(await either('q == "a"', 'q == "b"')).to.include({
      one: '`q` is none of "a", "b"',
      both: 'never',
    });
    expect(await either('q == "a"', 'doc.kind == "b"')).to.include({
      left: '`q` is not "a"',
      one: '`q` is not "a" and `doc.kind` is not "b"',
    });
    expect(await either('q == null', 'has(doc.a)')).to.include({
      one: '`q` is not null and `doc.a` is absent',
      right: '`doc.a` is absent',
    });
    expect(await either('q == null', 'size(list) == 0')).to.include({
      right: '`size(list)` is 1',
    });
  });

  it('tells of a condition without a literal value that it does not hold', async () => {
    expect(await either('q >= doc.least', 'q.exists(c, c == doc.a)')).to.include({
      left: '`q >= doc.least` does not hold',
      right: '`q.exists(c, c == doc.a)` does not hold',
    });
  });

  it('tells of a condition in brackets with all of them', async () => {
    expect(
      await either('((q > list) == (doc == ")")) != list', '((q in list) && list) || doc'),
    ).to.include({
      left: '`(((q > list) == (doc == ")")) != list)` does not hold',
      right: '`q in list` does not hold and `doc` is false',
    });
  });

  it('tells a field with a dot in its name from a field of a field', async () => {
    expect(await either('doc["a.b"] > 1', '!(doc.a.b > 1)')).to.include({
      one: '`doc["a.b"]` is 1 and `doc.a.b` is 2',
    });
  });

  it('takes cases in which a condition fails for none', async () => {
    expect(await either('q == null || q == "a"', 'q == null || q == 1')).to.deep.equal({
      left: 'always',
      right: 'always',
      one: 'always',
      both: 'always',
    });
    expect(await either('q == "a"', 'q == 1')).to.include({ both: 'never' });
  });

  it('follows absence through tasks, `has` and selectors', async () => {
    expect(
      await verdicts(`
    outputs:
      below: c.y
      told: d.y
      maybe: { maybe: a.y }
      all: { all: [a.y, b.y] }
      race: { race: [a.y, b.y] }
      enough: { all: [a.y, b.y], atLeast: 1 }
      after: e.y
      not: n.y
    components:
      - a: { runner: R, inputs: [doc], outputs: [y], when: q > 1 }
      - b: { runner: R, inputs: [doc], outputs: [y], when: q > 2 }
      - c: { runner: R, inputs: [a.y], outputs: [y] }
      - d: { runner: R, inputs: [doc], outputs: [y], when: '!has(a.y) || a.y == 1 || a.y != 1' }
      - e: { runner: R, inputs: [doc], outputs: [y], dependencies: [a] }
      - n: { runner: R, inputs: [doc], outputs: [y], when: '!(a.y == 1) || a.y == 1' }
`),
    ).to.deep.equal({
      below: 'always',
      told: 'always',
      maybe: 'always',
      all: 'always',
      race: 'always',
      enough: 'always',
      after: 'always',
      not: 'always',
    });
  });

  it('counts a component that may fail', async () => {
    expect(
      await verdicts(`
    outputs: { careful: a.y, one: { first: [a.y, b.y] } }
    components:
      - a: { runner: R, inputs: [doc, q], outputs: [y], onFailure: omit }
      - b: { runner: R, inputs: [doc, list, pages], outputs: [y], when: '!has(a.y)' }
`),
    ).to.deep.equal({ careful: '`a` fails', one: 'always' });
  });

  it('has bounds where thousands of conditions compare one value, and never calls a list absent', async () => {
    const places = Array.from({ length: 3000 }, (_, at) => at);
    const { last, all } = await verdicts(`
    outputs: { last: c2999.y, all: { all: [${places.map((at) => `c${at}.y`).join(', ')}] } }
    components:
${places.map((at) => `      - c${at}: { runner: R, inputs: [doc], outputs: [y], when: q > ${at} }`).join('\n')}
`);
    expect({ last, all }).to.deep.equal({ last: '`c2999` is omitted', all: 'always' });
  });
});
