import { expectDiagnostics } from '../expect-diagnostics.js';

describe('what is absent for every outcome of the conditions', () => {
  it('is told at the first input below what never runs, and at outputs', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [q]
        outputs: { end: c.y, other: { first: [a.y, c.y] } }
        components:
          - a: { runner: R, inputs: [q], outputs: [y], when: 'q > 1 && q < 0' }
          - b: { runner: R, inputs: { x: a.y }, outputs: [y] }
          - c: { runner: R, inputs: [b.y], outputs: [y] }
      `,
      [
        'warning[always-absent]: output `end` is absent for every outcome of the conditions',
        ' --> p.yaml:4:14',
        '  |',
        '4 |   outputs: { end: c.y, other: { first: [a.y, c.y] } }',
        '  |              ^^^ never present',
        ' ::: p.yaml:6:56',
        '  |',
        "6 |     - a: { runner: R, inputs: [q], outputs: [y], when: 'q > 1 && q < 0' }",
        '  |                                                        ---------------- this condition',
        '  = the condition of `a` never holds',
        '',
        'warning[always-absent]: output `other` is absent for every outcome of the conditions',
        ' --> p.yaml:4:24',
        '  |',
        '4 |   outputs: { end: c.y, other: { first: [a.y, c.y] } }',
        '  |                        ^^^^^ never present',
        '  = none of its alternatives is ever present',
        '',
        'warning[always-absent]: input `x` of `b` is absent for every outcome of the conditions',
        ' --> p.yaml:7:33',
        '  |',
        '7 |     - b: { runner: R, inputs: { x: a.y }, outputs: [y] }',
        '  |                                 ^ never present',
        ' ::: p.yaml:6:56',
        '  |',
        "6 |     - a: { runner: R, inputs: [q], outputs: [y], when: 'q > 1 && q < 0' }",
        '  |                                                        ---------------- this condition',
        '  = the condition of `a` never holds',
        '  = `b` never runs',
      ],
    ));

  it('is told of a selector, and of components of which never both run', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [q]
        outputs: { one: { first: [l.y, r.y] }, all: { maybe: d.y } }
        components:
          - l: { runner: R, inputs: [q], outputs: [y], when: q }
          - r: { runner: R, inputs: [q], outputs: [y], when: '!q' }
          - b: { runner: R, inputs: { x: l.y, y: r.y }, outputs: [y] }
          - c: { runner: R, inputs: [r.y], outputs: [y], when: q }
          - d: { runner: R, inputs: { x: { first: [b.y, c.y] } }, outputs: [y] }
      `,
      [
        'warning[always-absent]: input `x` of `d` is absent for every outcome of the conditions',
        '  --> p.yaml:10:33',
        '   |',
        '10 |     - d: { runner: R, inputs: { x: { first: [b.y, c.y] } }, outputs: [y] }',
        '   |                                 ^ never present',
        '   = none of its alternatives is ever present',
        '   = `d` never runs',
      ],
    ));

  it('is not told of what may come, nor of components that are pruned', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [q]
        outputs: { one: { first: [l.y, r.y] }, left: l.y }
        components:
          - l: { runner: R, inputs: [q], outputs: [y], when: q > 1 }
          - r: { runner: R, inputs: [q], outputs: [y], when: q < 1 }
      `,
      [],
    ));
});
