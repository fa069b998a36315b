import { expectDiagnostics } from '../expect-diagnostics.js';

describe('control flow in a declaration', () => {
  it('tells of a condition that YAML reads itself', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { x: { type: integer }, s: { type: string } }
        outputs: [a.y]
        components:
          b: { runner: R, inputs: [x, s], outputs: [y] }
          a: { runner: R, inputs: [b.y], outputs: [y], when: !x }
      `,
      [
        'error[unknown-tag]: Unresolved tag: !x',
        ' --> p.yaml:7:56',
        '  |',
        '7 |     a: { runner: R, inputs: [b.y], outputs: [y], when: !x }',
        '  |                                                        ^^ this tag',
        "  = put the condition in quotes, as `when: '!done'`: YAML itself reads `!`, `{`, `[`, `\"` and `: `",
      ],
    ));

  it('tells of a condition that begins with a string', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { x: { type: integer }, s: { type: string } }
        outputs: [a.y]
        components:
          b: { runner: R, inputs: [x, s], outputs: [y] }
          a:
            runner: R
            when: "a" == s
            inputs: [b.y]
            outputs: [y]
      `,
      [
        'error[yaml-syntax]: Unexpected scalar at node end',
        ' --> p.yaml:9:17',
        '  |',
        '9 |       when: "a" == s',
        '  |                 ^^^^ here',
        "  = put the condition in quotes, as `when: '!done'`: YAML itself reads `!`, `{`, `[`, `\"` and `: `",
      ],
    ));

  it('tells of a boolean in place of a condition', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { x: { type: integer }, s: { type: string } }
        outputs: [a.y]
        components:
          b: { runner: R, inputs: [x, s], outputs: [y] }
          a: { runner: R, inputs: [b.y], outputs: [y], when: true }
      `,
      [
        'error[wrong-type]: `when` of `a` must be a condition, not the boolean true',
        ' --> p.yaml:7:56',
        '  |',
        '7 |     a: { runner: R, inputs: [b.y], outputs: [y], when: true }',
        '  |                                                        ^^^^ expected a condition',
        '  = a condition is an expression; for one that always holds, leave the key out',
      ],
    ));

  it('tells of the line of a condition that has several', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { x: { type: integer } }
        outputs: [a.y]
        components:
          a:
            runner: R
            inputs: [x]
            outputs: [y]
            when: >-
              x > 1 &&
              z > 2
      `,
      [
        'error[bad-condition]: the pipeline has no input `z`',
        '  --> p.yaml:12:9',
        '   |',
        '12 |         z > 2',
        '   |         ^ in this condition',
        '   = did you mean `x`?',
      ],
    ));

  it('tells of an unknown name in a condition, with what it may mean', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { x: { type: integer }, s: { type: string } }
        outputs: [a.y]
        components:
          b: { runner: R, inputs: [x, s], outputs: [y] }
          a: { runner: R, inputs: [b.y], outputs: [y], when: b.z > 1 }
      `,
      [
        'error[bad-condition]: `b` publishes no `z`',
        ' --> p.yaml:7:56',
        '  |',
        '7 |     a: { runner: R, inputs: [b.y], outputs: [y], when: b.z > 1 }',
        '  |                                                        ^^^ in this condition',
        '  = did you mean `b.y`?',
        '  = `b` publishes `y`',
      ],
    ));

  it('tells of a number compared with a string', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { x: { type: integer }, s: { type: string } }
        outputs: [a.y]
        components:
          b: { runner: R, inputs: [x, s], outputs: [y] }
          a: { runner: R, inputs: [b.y], outputs: [y], when: x > s }
      `,
      [
        'error[bad-condition]: cannot compare `x` (a number) with `s` (a string)',
        ' --> p.yaml:7:56',
        '  |',
        '7 |     a: { runner: R, inputs: [b.y], outputs: [y], when: x > s }',
        '  |                                                        ^^^^^ in this condition',
      ],
    ));

  it('tells of a condition that never is true or false', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { x: { type: integer }, s: { type: string } }
        outputs: [a.y]
        components:
          b: { runner: R, inputs: [x, s], outputs: [y] }
          a: { runner: R, inputs: [b.y], outputs: [y], when: 'x + 1' }
      `,
      [
        'error[bad-condition]: the condition gives a number, not true or false',
        ' --> p.yaml:7:57',
        '  |',
        "7 |     a: { runner: R, inputs: [b.y], outputs: [y], when: 'x + 1' }",
        '  |                                                         ^^^^^ in this condition',
      ],
    ));

  it('tells of a cycle through a condition', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { x: { type: integer }, s: { type: string } }
        outputs: [a.y]
        components:
          b: { runner: R, inputs: [x, s], outputs: [y], when: a.y > 1 }
          a: { runner: R, inputs: [b.y], outputs: [y] }
      `,
      [
        'error[cycle]: a cycle: `b` → `a` → `b`',
        ' --> p.yaml:6:57',
        '  |',
        '6 |     b: { runner: R, inputs: [x, s], outputs: [y], when: a.y > 1 }',
        '  |                                                         ^^^^^^^ `b` waits for `a`',
        ' ::: p.yaml:7:30',
        '  |',
        '7 |     a: { runner: R, inputs: [b.y], outputs: [y] }',
        '  |                              --- `a` waits for `b`',
        '  = 2 tasks can never run, since these are never available:',
        '  =   b: a.y > 1 (condition)',
        '  =   a: b.y',
      ],
    ));

  it('tells of a selector of what is unknown', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { x: { type: integer }, s: { type: string } }
        outputs: [a.y]
        components:
          b: { runner: R, inputs: [x, s], outputs: [y] }
          a: { runner: R, inputs: { v: { first: [b.y, c.y] } }, outputs: [y] }
      `,
      [
        'error[unknown-component]: no component is named `c`',
        ' --> p.yaml:7:49',
        '  |',
        '7 |     a: { runner: R, inputs: { v: { first: [b.y, c.y] } }, outputs: [y] }',
        '  |                                                 ^ unknown component',
        '  = did you mean `b.y` or `a.y`?',
      ],
    ));

  it('tells of a map that is no selector', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { x: { type: integer }, s: { type: string } }
        outputs: [a.y]
        components:
          b: { runner: R, inputs: [x, s], outputs: [y] }
          a: { runner: R, inputs: { v: { fist: [b.y] } }, outputs: [y] }
      `,
      [
        'error[unknown-key]: `v` of `inputs` of `a` has no key `fist`',
        ' --> p.yaml:7:36',
        '  |',
        '7 |     a: { runner: R, inputs: { v: { fist: [b.y] } }, outputs: [y] }',
        '  |                                    ^^^^ unknown key',
        '  = did you mean `first`?',
      ],
    ));

  it('tells of two selectors in one', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { x: { type: integer }, s: { type: string } }
        outputs: [a.y]
        components:
          b: { runner: R, inputs: [x, s], outputs: [y] }
          a: { runner: R, inputs: { v: { first: [b.y], race: [b.y] } }, outputs: [y] }
      `,
      [
        'error[bad-value]: `v` of `inputs` of `a` has `first` and `race`: only one is allowed',
        ' --> p.yaml:7:34',
        '  |',
        '7 |     a: { runner: R, inputs: { v: { first: [b.y], race: [b.y] } }, outputs: [y] }',
        '  |                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ not a selector',
        '  = a selector is one of `{ first: […] }`, `{ race: […] }`, `{ all: […] }`, `{ all: […], atLeast: 2 }` and `{ maybe: … }`',
      ],
    ));

  it('tells of more than there are', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { x: { type: integer }, s: { type: string } }
        outputs: [a.y]
        components:
          b: { runner: R, inputs: [x, s], outputs: [y] }
          a: { runner: R, inputs: { v: { all: [b.y], atLeast: 2 } }, outputs: [y] }
      `,
      [
        'error[bad-value]: `atLeast` is 2, and `all` names only 1',
        ' --> p.yaml:7:57',
        '  |',
        '7 |     a: { runner: R, inputs: { v: { all: [b.y], atLeast: 2 } }, outputs: [y] }',
        '  |                                                         ^ not a selector',
        '  = a selector is one of `{ first: […] }`, `{ race: […] }`, `{ all: […] }`, `{ all: […], atLeast: 2 }` and `{ maybe: … }`',
      ],
    ));

  it('tells of `atLeast` without `all`', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { x: { type: integer }, s: { type: string } }
        outputs: [a.y]
        components:
          b: { runner: R, inputs: [x, s], outputs: [y] }
          a: { runner: R, inputs: { v: { first: [b.y], atLeast: 1 } }, outputs: [y] }
      `,
      [
        'error[bad-value]: `atLeast` is allowed only with `all`',
        ' --> p.yaml:7:59',
        '  |',
        '7 |     a: { runner: R, inputs: { v: { first: [b.y], atLeast: 1 } }, outputs: [y] }',
        '  |                                                           ^ not a selector',
        '  = a selector is one of `{ first: […] }`, `{ race: […] }`, `{ all: […] }`, `{ all: […], atLeast: 2 }` and `{ maybe: … }`',
      ],
    ));

  it('tells of a selector of nothing', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { x: { type: integer }, s: { type: string } }
        outputs: [a.y]
        components:
          b: { runner: R, inputs: [x, s], outputs: [y] }
          a: { runner: R, inputs: { v: { all: [] } }, outputs: [y] }
      `,
      [
        'error[bad-value]: `all` of `v` of `inputs` of `a` is empty',
        ' --> p.yaml:7:34',
        '  |',
        '7 |     a: { runner: R, inputs: { v: { all: [] } }, outputs: [y] }',
        '  |                                  ^^^^^^^^^^^ not a selector',
        '  = a selector is one of `{ first: […] }`, `{ race: […] }`, `{ all: […] }`, `{ all: […], atLeast: 2 }` and `{ maybe: … }`',
      ],
    ));

  it('tells of a map over a port that there is not', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { x: { type: integer }, s: { type: string } }
        outputs: [a.y]
        components:
          b: { runner: R, inputs: [x, s], outputs: [y] }
          a: { runner: R, inputs: [b.y], outputs: [y], map: q }
      `,
      [
        'error[unknown-port]: component `a` has no input `q`',
        ' --> p.yaml:7:55',
        '  |',
        '7 |     a: { runner: R, inputs: [b.y], outputs: [y], map: q }',
        '  |                                                       ^ not one of its own',
        '  = did you mean `y`?',
      ],
    ));

  it('tells of a map over what never is a list, whatever its runner takes', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { s: { type: string }, j: { type: json } }
        outputs: [a.y, b.y]
        components:
          a: { runner: R, inputs: { x: s, z: j }, outputs: [y], map: [x, z] }
          b: { runner: R, inputs: { x: { first: [a.y, s] } }, outputs: [y], map: x }
      `,
      [
        'error[port-type]: input `s` is of the type `string`, but a mapped input must be a list',
        ' --> p.yaml:6:34',
        '  |',
        '6 |     a: { runner: R, inputs: { x: s, z: j }, outputs: [y], map: [x, z] }',
        '  |                                  ^ expected a list',
        '',
        'error[port-type]: input `s` is of the type `string`, but a mapped input must be a list',
        ' --> p.yaml:7:34',
        '  |',
        '7 |     b: { runner: R, inputs: { x: { first: [a.y, s] } }, outputs: [y], map: x }',
        '  |                                  ^^^^^^^^^^^^^^^^^^^ expected a list',
      ],
    ));

  it('tells of a map over nothing', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { x: { type: integer }, s: { type: string } }
        outputs: [a.y]
        components:
          b: { runner: R, inputs: [x, s], outputs: [y] }
          a: { runner: R, inputs: [b.y], outputs: [y], map: [] }
      `,
      [
        'error[wrong-type]: `map` of `a` must be a port, or a list of ports, not an empty list',
        ' --> p.yaml:7:55',
        '  |',
        '7 |     a: { runner: R, inputs: [b.y], outputs: [y], map: [] }',
        '  |                                                       ^^ expected a port, or a list of ports',
      ],
    ));

  it('tells of a map over one port twice', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { x: { type: integer }, s: { type: string } }
        outputs: [a.y]
        components:
          b: { runner: R, inputs: [x, s], outputs: [y] }
          a: { runner: R, inputs: [b.y], outputs: [y], map: [y, y] }
      `,
      [
        'error[duplicate-name]: two ports are named `y`',
        ' --> p.yaml:7:59',
        '  |',
        '7 |     a: { runner: R, inputs: [b.y], outputs: [y], map: [y, y] }',
        '  |                                                           ^ the second',
        ' ::: p.yaml:7:56',
        '  |',
        '7 |     a: { runner: R, inputs: [b.y], outputs: [y], map: [y, y] }',
        '  |                                                        - the first',
        '  = remove one of them',
      ],
    ));

  it('tells of both a runner and a pipeline', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { x: { type: integer }, s: { type: string } }
        outputs: [a.y]
        components:
          b: { runner: R, inputs: [x, s], outputs: [y] }
          a: { runner: R, inputs: [b.y], outputs: [y], pipeline: ./p.yaml }
      `,
      [
        'error[bad-value]: `a` has both `runner` and `pipeline`',
        ' --> p.yaml:7:50',
        '  |',
        '7 |     a: { runner: R, inputs: [b.y], outputs: [y], pipeline: ./p.yaml }',
        '  |                                                  ^^^^^^^^ in place of `runner`',
        '  = remove one of them',
        '',
        'error[nested-pipeline]: `./p.yaml` cannot be read: there is no such file',
        ' --> p.yaml:7:60',
        '  |',
        '7 |     a: { runner: R, inputs: [b.y], outputs: [y], pipeline: ./p.yaml }',
        '  |                                                            ^^^^^^^^ this pipeline',
        '  = a path is relative to the folder of the file that contains it',
      ],
    ));

  it('tells of neither a runner nor a pipeline', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { x: { type: integer }, s: { type: string } }
        outputs: [a.y]
        components:
          b: { runner: R, inputs: [x, s], outputs: [y] }
          a: { inputs: [b.y], outputs: [y] }
      `,
      [
        'error[missing-key]: `a` has no `runner`',
        ' --> p.yaml:7:5',
        '  |',
        '7 |     a: { inputs: [b.y], outputs: [y] }',
        '  |     ^ `runner` is missing',
        '  = add `runner: …`, the name of a runner, or `pipeline: …`, the path of another pipeline',
      ],
    ));

  it('tells where a pipeline belongs that is named as a runner', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [x]
        outputs: [a.y]
        components:
          a: { runner: ./page.yaml, inputs: [x], outputs: [y] }
      `,
      [
        "error[invalid-name]: `./page.yaml` is a path, not a runner's name",
        ' --> p.yaml:6:18',
        '  |',
        '6 |     a: { runner: ./page.yaml, inputs: [x], outputs: [y] }',
        '  |                  ^^^^^^^^^^^ expected the name of a runner',
        '  = another pipeline has a key of its own: `pipeline: ./page.yaml`',
      ],
    ));

  it('tells of a selector without a name in the style of lists', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [x]
        outputs: [a.y]
        components:
          - a:
              - runner: R
              - inputs:
                  - x
                  - - first: [x, x]
              - outputs: [y]
      `,
      [
        'error[wrong-type]: an item of `inputs` of `a` must be a reference, not a list',
        '  --> p.yaml:10:15',
        '   |',
        '10 |             - - first: [x, x]',
        '   |               ^^^^^^^^^^^^^^^ expected a reference',
        '   = a selector needs a name before it, as in `{ text: { first: […] } }`',
      ],
    ));

  it('tells of a repetition with names that there are not', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { x: { type: integer }, s: { type: string } }
        outputs: [a.y]
        components:
          b: { runner: R, inputs: [x, s], outputs: [y] }
          a: { runner: R, inputs: [b.y], outputs: [y], repeat: { until: y > 1, atMost: 2, carry: { q: z } } }
      `,
      [
        'error[unknown-port]: component `a` has no input `q`',
        ' --> p.yaml:7:94',
        '  |',
        '7 | …at: { until: y > 1, atMost: 2, carry: { q: z } } }',
        '  |                                          ^ not one of its own',
        '  = did you mean `y`?',
        '',
        'error[unknown-port]: component `a` has no output `z`',
        ' --> p.yaml:7:97',
        '  |',
        '7 | … { until: y > 1, atMost: 2, carry: { q: z } } }',
        '  |                                          ^ not one of its own',
        '  = did you mean `y`?',
      ],
    ));

  it('tells of a repetition that lacks its bound', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { x: { type: integer }, s: { type: string } }
        outputs: [a.y]
        components:
          b: { runner: R, inputs: [x, s], outputs: [y] }
          a: { runner: R, inputs: [b.y], outputs: [y], repeat: { until: y > 1, carry: { y: y } } }
      `,
      [
        'error[missing-key]: `repeat` of `a` has no `atMost`',
        ' --> p.yaml:7:50',
        '  |',
        '7 |     a: { runner: R, inputs: [b.y], outputs: [y], repeat: { until: y > 1, carry: { y: y } } }',
        '  |                                                  ^^^^^^ `atMost` is missing',
        '  = add `atMost: …`, a number of rounds',
      ],
    ));

  it('tells of a batch for a runner that takes none', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { x: { type: integer }, s: { type: string } }
        outputs: [a.y]
        components:
          b: { runner: R, inputs: [x, s], outputs: [y] }
          a: { runner: R, inputs: [b.y], outputs: [y], batch: { size: 4 } }
      `,
      [
        'error[bad-wiring]: runner `R` takes no batches',
        ' --> p.yaml:7:65',
        '  |',
        '7 |     a: { runner: R, inputs: [b.y], outputs: [y], batch: { size: 4 } }',
        '  |                                                                 ^ one call at a time',
        '  = a runner that takes lists on its ports says so with `batch: true`, or is made by `defineBatchRunner`',
      ],
    ));

  it('tells of a batch without a size that can be read, for a runner that takes none', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { x: { type: integer }, s: { type: string } }
        outputs: [a.y]
        components:
          b: { runner: R, inputs: [x, s], outputs: [y] }
          a: { runner: R, inputs: [b.y], outputs: [y], batch: { size: 0 } }
      `,
      [
        'error[bad-value]: `size` of `batch` of `a` must be a whole number, 1 or more, not 0',
        ' --> p.yaml:7:65',
        '  |',
        '7 |     a: { runner: R, inputs: [b.y], outputs: [y], batch: { size: 0 } }',
        '  |                                                                 ^ expected a number of calls, 1 or more',
      ],
    ));

  it('tells of a choice of words that there are not', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { x: { type: integer }, s: { type: string } }
        outputs: [a.y]
        components:
          b: { runner: R, inputs: [x, s], outputs: [y] }
          a: { runner: R, inputs: [b.y], outputs: [y], onFailure: skip }
      `,
      [
        'error[bad-value]: `onFailure` of `a` must be `stop` or `omit`, not `skip`',
        ' --> p.yaml:7:61',
        '  |',
        '7 |     a: { runner: R, inputs: [b.y], outputs: [y], onFailure: skip }',
        '  |                                                             ^^^^ expected `stop` or `omit`',
      ],
    ));
});
