import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';

import { mendedName } from '../../lib/declaration/codecs/mended-name.js';
import { loadObject } from '../../lib/load.js';
import { anyRunner } from '../../lib/runners/registry.js';
import { expectDiagnostics, graphOf } from '../expect-diagnostics.js';

describe('decode', () => {
  describe('keys', () => {
    it('suggests ours for those of other tools', () =>
      expectDiagnostics(
        `
        pipeline:
          name: P
          inputs: [page]
          outputs: [ocr.text]
          steps:
            - ocr:
                module: R
                inputs: [page]
                outputs: [text]
                depends_on: [page]
        `,
        [
          'error[unknown-key]: the pipeline has no key `steps`',
          ' --> p.yaml:5:3',
          '  |',
          '5 |   steps:',
          '  |   ^^^^^ unknown key',
          '  = did you mean `components`?',
        ],
      ));

    for (const [word, key] of [
      ['module', 'runner'],
      ['retries', 'retry'],
      ['maxAttempts', 'retry'],
      ['depends_on', 'dependencies'],
      ['depends', 'dependencies'],
      ['needs', 'dependencies'],
      ['runAfter', 'dependencies'],
      ['args', 'params'],
      ['with', 'params'],
      ['deadline', 'timeout'],
      ['if', 'when'],
      ['for_each', 'map'],
      ['continue-on-error', 'onFailure'],
    ] as const)
      it(`suggests \`${key}\` for \`${word}\``, async () => {
        const body = { runner: 'R', inputs: ['page'], outputs: ['text'] };
        const others = Object.entries(body).filter(([one]) => one !== key);
        const component = { ...Object.fromEntries(others), [word]: 'x' };
        const loaded = await loadObject(
          {
            pipeline: {
              name: 'P',
              inputs: ['page'],
              outputs: ['a.text'],
              components: [{ a: component }],
            },
          },
          { runners: anyRunner },
        );
        expect(
          E.isLeft(loaded) &&
            loaded.left.diagnostics.map(({ code, suggestions }) => [code, ...suggestions]),
        ).to.deep.equal([['unknown-key', key]]);
      });

    it('tells every missing key by name, at the name of what it is missing from', () =>
      expectDiagnostics(
        `
        pipeline:
          inputs: [page]
          components:
            - ocr:
                runner: OCRModel
                inputs: [page]
            - extractor:
                outputs: [total]
        `,
        [
          'error[missing-key]: the pipeline has no `name`',
          ' --> p.yaml:1:1',
          '  |',
          '1 | pipeline:',
          '  | ^^^^^^^^ `name` is missing',
          '  = add `name: …`, a title',
          '',
          'error[missing-key]: the pipeline has no `outputs`',
          ' --> p.yaml:1:1',
          '  |',
          '1 | pipeline:',
          '  | ^^^^^^^^ `outputs` is missing',
          '  = add `outputs: …`, a list of references, or a map from outputs to references',
          '',
          'error[missing-key]: `ocr` has no `outputs`',
          ' --> p.yaml:4:7',
          '  |',
          '4 |     - ocr:',
          '  |       ^^^ `outputs` is missing',
          '  = add `outputs: …`, a list of names, or a map from names to ports of the runner',
          '',
          'error[missing-key]: `extractor` has no `runner`',
          ' --> p.yaml:7:7',
          '  |',
          '7 |     - extractor:',
          '  |       ^^^^^^^^^ `runner` is missing',
          '  = add `runner: …`, the name of a runner, or `pipeline: …`, the path of another pipeline',
          '',
          'error[missing-key]: `extractor` has no `inputs`',
          ' --> p.yaml:7:7',
          '  |',
          '7 |     - extractor:',
          '  |       ^^^^^^^^^ `inputs` is missing',
          '  = add `inputs: …`, a list of references, or a map from ports to references',
        ],
      ));

    it('tells missing keys in the style of lists likewise', () =>
      expectDiagnostics(
        `
        - pipeline:
            - name: P
            - inputs: []
            - components:
                - ocr:
                    - inputs: []
                    - outputs: [text]
        `,
        [
          'error[missing-key]: the pipeline has no `outputs`',
          ' --> p.yaml:1:3',
          '  |',
          '1 | - pipeline:',
          '  |   ^^^^^^^^ `outputs` is missing',
          '  = add `outputs: …`, a list of references, or a map from outputs to references',
          '',
          'error[missing-key]: `ocr` has no `runner`',
          ' --> p.yaml:5:11',
          '  |',
          '5 |         - ocr:',
          '  |           ^^^ `runner` is missing',
          '  = add `runner: …`, the name of a runner, or `pipeline: …`, the path of another pipeline',
        ],
      ));

    it('tells that the file has no pipeline', () =>
      expectDiagnostics('x-note: 1\n', [
        'error[missing-key]: the declaration has no `pipeline`',
        ' --> p.yaml:1:1',
        '  |',
        '1 | x-note: 1',
        '  | ^^^^^^ `pipeline` is missing',
        '  = add `pipeline: …`',
      ]));

    it('tells that all of the pipeline stands beside it, and nothing of what is there', () =>
      expectDiagnostics('x-note: 1\nname: P\ninputs: x\ncomponents: []\n', [
        'error[missing-key]: the declaration has no `pipeline`',
        ' --> p.yaml:2:1',
        '  |',
        '2 | name: P',
        '  | ^^^^ belongs under `pipeline`',
        '  = write `pipeline:` above it, and indent all of this below that',
      ]));

    it('tells that a part of the pipeline stands beside it, though it is mistyped', () =>
      expectDiagnostics('pipelin:\n  inputs: [x]\n  outputs: [x]\n  components: {}\nname: P\n', [
        'error[unknown-key]: the declaration has no key `pipelin`',
        ' --> p.yaml:1:1',
        '  |',
        '1 | pipelin:',
        '  | ^^^^^^^ unknown key',
        '  = did you mean `pipeline`?',
        '',
        'error[missing-key]: the pipeline has no `name`',
        ' --> p.yaml:1:1',
        '  |',
        '1 | pipelin:',
        '  | ^^^^^^^ `name` is missing',
        '  = add `name: …`, a title',
        '',
        'error[unknown-key]: the declaration has no key `name`',
        ' --> p.yaml:5:1',
        '  |',
        '5 | name: P',
        '  | ^^^^ unknown key',
        '  = the keys here are `pipeline`',
        '  = a key that begins with `x-` is ignored: use it for notes',
      ]));

    it('suggests the key that a mistyped one may mean, and does not also miss it', () =>
      expectDiagnostics(
        `
        pipelin:
          name: P
          inputs: []
          outputs: []
          components: {}
        `,
        [
          'error[unknown-key]: the declaration has no key `pipelin`',
          ' --> p.yaml:1:1',
          '  |',
          '1 | pipelin:',
          '  | ^^^^^^^ unknown key',
          '  = did you mean `pipeline`?',
        ],
      ));

    it('tells what else is wrong in what a mistyped one holds', () =>
      expectDiagnostics(
        `
        pipeline:
          name: P
          inputs: []
          outputs: []
          componets:
            - a: { runner: Delay, outputs: [y], inputs: [], retry: -1 }
        `,
        [
          'error[unknown-key]: the pipeline has no key `componets`',
          ' --> p.yaml:5:3',
          '  |',
          '5 |   componets:',
          '  |   ^^^^^^^^^ unknown key',
          '  = did you mean `components`?',
          '',
          'error[bad-value]: `retry` of `a` must be a whole number, 0 or more, not -1',
          ' --> p.yaml:6:60',
          '  |',
          '6 |     - a: { runner: Delay, outputs: [y], inputs: [], retry: -1 }',
          '  |                                                            ^^ expected a number of further attempts',
        ],
      ));

    it('passes over what is of another shape than what a mistyped one is for', () =>
      expectDiagnostics(
        `
        pipeline:
          name: P
          inputs: []
          outputs: []
          componet: none
        `,
        [
          'error[unknown-key]: the pipeline has no key `componet`',
          ' --> p.yaml:5:3',
          '  |',
          '5 |   componet: none',
          '  |   ^^^^^^^^ unknown key',
          '  = did you mean `components`?',
        ],
      ));

    it('tells mistyped keys at every level', () =>
      expectDiagnostics(
        `
        pipeline:
          name: P
          input: [page]
          outputs: [text]
          defaults: { timout: 3s }
          components:
            - ocr:
                runer: OCRModel
                inputs: [page]
                Outputs: [text]
                retry: { attempts: 1, max_delay: 3s }
        `,
        [
          'error[unknown-key]: the pipeline has no key `input`',
          ' --> p.yaml:3:3',
          '  |',
          '3 |   input: [page]',
          '  |   ^^^^^ unknown key',
          '  = did you mean `inputs`?',
          '',
          'error[unknown-key]: `defaults` of the pipeline has no key `timout`',
          ' --> p.yaml:5:15',
          '  |',
          '5 |   defaults: { timout: 3s }',
          '  |               ^^^^^^ unknown key',
          '  = did you mean `timeout`?',
          '',
          'error[unknown-key]: `ocr` has no key `runer`',
          ' --> p.yaml:8:9',
          '  |',
          '8 |         runer: OCRModel',
          '  |         ^^^^^ unknown key',
          '  = did you mean `runner`?',
          '',
          'error[unknown-key]: `ocr` has no key `Outputs`',
          '  --> p.yaml:10:9',
          '   |',
          '10 |         Outputs: [text]',
          '   |         ^^^^^^^ unknown key',
          '   = did you mean `outputs`?',
          '',
          'error[unknown-key]: `retry` of `ocr` has no key `max_delay`',
          '  --> p.yaml:11:31',
          '   |',
          '11 |         retry: { attempts: 1, max_delay: 3s }',
          '   |                               ^^^^^^^^^ unknown key',
          '   = did you mean `maxDelay`?',
        ],
      ));

    it('lists the keys there are for one that is like none', () =>
      expectDiagnostics(
        `
        pipeline:
          name: P
          inputs: []
          outputs: [ocr.text]
          components:
            - ocr: { runner: R, inputs: [], outputs: [text], gpu: 1 }
        `,
        [
          'error[unknown-key]: `ocr` has no key `gpu`',
          ' --> p.yaml:6:54',
          '  |',
          '6 |     - ocr: { runner: R, inputs: [], outputs: [text], gpu: 1 }',
          '  |                                                      ^^^ unknown key',
          '  = the keys here are `runner`, `inputs`, `outputs`, `description`, `pipeline`, `when`, `map`, `dependencies`, `params`, `timeout`, `retry`, `onFailure`, `fallback`, `hedge`, `batch`, `repeat`, `resources`, `thread`, `workers`, `cache` and 2 more',
          '  = a key that begins with `x-` is ignored: use it for notes',
        ],
      ));

    it('does not merge maps, and says so', () =>
      expectDiagnostics(
        `
        x-base: &base { runner: R }
        pipeline:
          name: P
          inputs: []
          outputs: [ocr.text]
          components:
            ocr: { <<: *base, inputs: [], outputs: [text] }
        `,
        [
          'error[unknown-key]: `ocr` has no key `<<`',
          ' --> p.yaml:7:12',
          '  |',
          '7 |     ocr: { <<: *base, inputs: [], outputs: [text] }',
          '  |            ^^ merge keys are not YAML 1.2',
          '  = write out what it should bring in',
        ],
      ));

    it('passes over keys that begin with x-', async () => {
      const graph = await graphOf(`
        x-limits: &limits 30s
        pipeline:
          x-note: [1, { a: b }]
          name: P
          inputs: []
          outputs: [ocr.text]
          components:
            - ocr: { x-owner: me, runner: R, inputs: [], outputs: [text], timeout: *limits }
        `);
      expect(graph.components[0]?.timeout).to.equal(30_000);
    });

    it('tells a key that stands twice, with the place of the first', () =>
      expectDiagnostics(
        `
        pipeline:
          name: P
          inputs: []
          name: Q
          outputs: [ocr.text]
          components:
            - ocr: { runner: R, inputs: [], outputs: [text] }
        `,
        [
          'error[duplicate-key]: the key `name` appears here twice',
          ' --> p.yaml:4:3',
          '  |',
          '4 |   name: Q',
          '  |   ^^^^ the second',
          ' ::: p.yaml:2:3',
          '  |',
          '2 |   name: P',
          '  |   ---- the first',
          '  = keep one of them',
        ],
      ));

    it('tells a key that stands twice in the style of lists', () =>
      expectDiagnostics(
        `
        pipeline:
          - name: P
          - inputs: []
          - outputs: [ocr.text]
          - components:
              - ocr: [runner: R, inputs: [], outputs: [text], runner: S]
        `,
        [
          'error[duplicate-key]: the key `runner` appears here twice',
          ' --> p.yaml:6:55',
          '  |',
          '6 |       - ocr: [runner: R, inputs: [], outputs: [text], runner: S]',
          '  |                                                       ^^^^^^ the second',
          ' ::: p.yaml:6:15',
          '  |',
          '6 |       - ocr: [runner: R, inputs: [], outputs: [text], runner: S]',
          '  |               ------ the first',
          '  = keep one of them',
        ],
      ));

    it('refuses keys that are no texts', () =>
      expectDiagnostics(
        `
        pipeline:
          name: P
          inputs: []
          outputs: []
          1: a
          true: b
          ~: c
          ? [d]
          : e
          ? { f: g }
          : h
          components: []
        `,
        [
          'error[non-string-key]: a key must be a string, not the number 1',
          ' --> p.yaml:5:3',
          '  |',
          '5 |   1: a',
          '  |   ^ not a string',
          '',
          'error[non-string-key]: a key must be a string, not the boolean true',
          ' --> p.yaml:6:3',
          '  |',
          '6 |   true: b',
          '  |   ^^^^ not a string',
          '  = if a string is meant, put it in quotes: `"true"`',
          '',
          'error[non-string-key]: a key must be a string, not nothing',
          ' --> p.yaml:7:3',
          '  |',
          '7 |   ~: c',
          '  |   ^ not a string',
          '',
          'error[non-string-key]: a key must be a string, not a list',
          ' --> p.yaml:8:5',
          '  |',
          '8 |   ? [d]',
          '  |     ^^^ not a string',
          '',
          'error[non-string-key]: a key must be a string, not a map',
          '  --> p.yaml:10:5',
          '   |',
          '10 |   ? { f: g }',
          '   |     ^^^^^^^^ not a string',
        ],
      ));
  });

  describe('shapes', () => {
    it('tells every value of a wrong type', () =>
      expectDiagnostics(
        `
        pipeline:
          name: 7
          description: [a]
          inputs: page
          outputs: { text: [ocr.text] }
          runners: ./ocr.js
          concurrency: many
          resources: [gpu]
          defaults: 30s
          components:
            - ocr:
                runner: true
                inputs: [1, [a], ~]
                outputs: { text: 2 }
                dependencies: other
                params: [a]
                timeout: []
                retry: twice
        `,
        [
          'error[wrong-type]: `name` of the pipeline must be a title, not the number 7',
          ' --> p.yaml:2:9',
          '  |',
          '2 |   name: 7',
          '  |         ^ expected a title',
          '  = if it is meant as a string, put it in quotes',
          '',
          'error[wrong-type]: `description` of the pipeline must be a string, not a list',
          ' --> p.yaml:3:16',
          '  |',
          '3 |   description: [a]',
          '  |                ^^^ expected a string',
          '',
          'error[wrong-type]: `inputs` of the pipeline must be a list of names, or a map from names to `{ type, default, description }`, not a string',
          ' --> p.yaml:4:11',
          '  |',
          '4 |   inputs: page',
          '  |           ^^^^ expected a list or a map',
          '  = for a single one, write `[page]`',
          '',
          'error[wrong-type]: `text` of `outputs` of the pipeline must be a reference, not a list',
          ' --> p.yaml:5:20',
          '  |',
          '5 |   outputs: { text: [ocr.text] }',
          '  |                    ^^^^^^^^^^ expected a reference',
          '  = a reference is `input` or `component.output`',
          '',
          'error[wrong-type]: `runners` of the pipeline must be a list of paths of modules, not a string',
          ' --> p.yaml:6:12',
          '  |',
          '6 |   runners: ./ocr.js',
          '  |            ^^^^^^^^ expected a list of paths of modules',
          '  = for a single one, write `[./ocr.js]`',
          '',
          'error[wrong-type]: `concurrency` of the pipeline must be a whole number, 1 or more, not a string',
          ' --> p.yaml:7:16',
          '  |',
          '7 |   concurrency: many',
          '  |                ^^^^ expected a whole number, 1 or more',
          '',
          'error[wrong-type]: an item of `resources` of the pipeline must be `key: value`, not a string',
          ' --> p.yaml:8:15',
          '  |',
          '8 |   resources: [gpu]',
          '  |               ^^^ expected `key: value`',
          '  = a map may be written as a list of `- key: value`, one key per item',
          '',
          'error[wrong-type]: `defaults` of the pipeline must be a map with `timeout`, `retry` or `cache`, not a string',
          ' --> p.yaml:9:13',
          '  |',
          '9 |   defaults: 30s',
          '  |             ^^^ expected a map with `timeout`, `retry` or `cache`',
          '',
          'error[wrong-type]: `runner` of `ocr` must be the name of a runner, not the boolean true',
          '  --> p.yaml:12:17',
          '   |',
          '12 |         runner: true',
          '   |                 ^^^^ expected the name of a runner',
          '   = if it is meant as a string, put it in quotes',
          '',
          'error[wrong-type]: an item of `inputs` of `ocr` must be a reference, not the number 1',
          '  --> p.yaml:13:18',
          '   |',
          '13 |         inputs: [1, [a], ~]',
          '   |                  ^ expected a reference',
          '   = a reference is `input` or `component.output`',
          '   = if it is meant as a string, put it in quotes',
          '',
          '… and 7 more wrong-type',
        ],
      ));

    it('says what to write for none', () =>
      expectDiagnostics(
        `
        pipeline:
          name: P
          inputs:
          outputs: ~
          components:
        `,
        [
          'error[wrong-type]: `inputs` of the pipeline must be a list of names, or a map from names to `{ type, default, description }`, not nothing',
          ' --> p.yaml:3:3',
          '  |',
          '3 |   inputs:',
          '  |   ^^^^^^ expected a list or a map',
          '  = for none, write `[]`',
          '',
          'error[wrong-type]: `outputs` of the pipeline must be a list of references, or a map from outputs to references, not nothing',
          ' --> p.yaml:4:12',
          '  |',
          '4 |   outputs: ~',
          '  |            ^ expected a list or a map',
          '  = for none, write `[]`',
          '',
          'error[wrong-type]: `components` of the pipeline must be a list or a map of components, not nothing',
          ' --> p.yaml:5:3',
          '  |',
          '5 |   components:',
          '  |   ^^^^^^^^^^ expected a list or a map of components',
        ],
      ));

    it('refuses a file that is a text, a number or a list of texts', async () => {
      await expectDiagnostics('hello\n', [
        'error[wrong-type]: the declaration must be a map with `pipeline`, not a string',
        ' --> p.yaml:1:1',
        '  |',
        '1 | hello',
        '  | ^^^^^ expected a map with `pipeline`',
      ]);
      await expectDiagnostics('7\n', [
        'error[wrong-type]: the declaration must be a map with `pipeline`, not the number 7',
        ' --> p.yaml:1:1',
        '  |',
        '1 | 7',
        '  | ^ expected a map with `pipeline`',
      ]);
      await expectDiagnostics('[pipeline]\n', [
        'error[wrong-type]: an item of the declaration must be `key: value`, not a string',
        ' --> p.yaml:1:2',
        '  |',
        '1 | [pipeline]',
        '  |  ^^^^^^^^ expected `key: value`',
        '  = a map may be written as a list of `- key: value`, one key per item',
      ]);
    });

    it('refuses an item with two keys where a map is written as a list', () =>
      expectDiagnostics(
        `
        pipeline:
          - name: P
            inputs: []
          - outputs: []
          - components: [ocr: { runner: R, inputs: [], outputs: [] }]
        `,
        [
          'error[wrong-type]: this item of a list has more than one key',
          ' --> p.yaml:3:5',
          '  |',
          '3 |     inputs: []',
          '  |     ^^^^^^ begin with `- inputs:`',
          '  = a map written as a list has one key per item, each with its own dash',
        ],
      ));

    it('takes what is meant as a key for one, though its colon is missing', () =>
      expectDiagnostics(
        `
        - pipeline:
            - name P
            - inputs: []
            - outputs: [ocr.text]
            - components: [ocr: { runner: R, inputs: [], outputs: [text] }]
        `,
        [
          'error[wrong-type]: an item of `pipeline` must be `key: value`, not a string',
          ' --> p.yaml:2:7',
          '  |',
          '2 |     - name P',
          '  |       ^^^^^^ expected `key: value`',
          '  = a map may be written as a list of `- key: value`, one key per item',
        ],
      ));

    it('takes an empty list for one', async () => {
      const graph = await graphOf(`
        pipeline:
          name: P
          inputs: []
          outputs: [ocr.text]
          components: { ocr: { runner: R, inputs: [], outputs: [text] } }
        `);
      expect(graph.inputs).to.deep.equal([]);
      expect(graph.components[0]?.inputs).to.deep.equal([]);
    });

    it('names a letter that only looks like one of a name', () =>
      expectDiagnostics(
        `
        pipeline:
          name: letters
          inputs: [p\u0430ge]
          outputs: [r.out]
          components:
            - r: { runner: PassThrough, inputs: [page], outputs: [out] }
        `,
        [
          'error[invalid-name]: `p\u0430ge` cannot be the name of an input',
          ' --> p.yaml:3:12',
          '  |',
          '3 |   inputs: [p\u0430ge]',
          '  |            ^^^^ not a name',
          '  = did you mean `page`?',
          '  = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`; `\u0430` (U+0430) is not one of them',
        ],
      ));

    it('refuses empty texts', () =>
      expectDiagnostics(
        `
        pipeline:
          name: " "
          inputs: [""]
          outputs: [""]
          runners: [""]
          components:
            - "": { runner: "", inputs: [""], outputs: [""] }
        `,
        [
          'error[bad-value]: `name` of the pipeline is empty',
          ' --> p.yaml:2:9',
          '  |',
          '2 |   name: " "',
          '  |         ^^^ expected a title',
          '',
          'error[invalid-name]: an input has an empty name',
          ' --> p.yaml:3:12',
          '  |',
          '3 |   inputs: [""]',
          '  |            ^^ not a name',
          '  = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`',
          '',
          'error[invalid-reference]: this reference is empty',
          ' --> p.yaml:4:13',
          '  |',
          '4 |   outputs: [""]',
          '  |             ^^ not a reference',
          '  = a reference is `input` or `component.output`',
          '  = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`',
          '',
          'error[bad-value]: an item of `runners` of the pipeline is empty',
          ' --> p.yaml:5:13',
          '  |',
          '5 |   runners: [""]',
          '  |             ^^ expected a path',
          '',
          'error[invalid-name]: a component has an empty name',
          ' --> p.yaml:7:7',
          '  |',
          '7 |     - "": { runner: "", inputs: [""], outputs: [""] }',
          '  |       ^^ not a name',
          '  = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`',
          '',
          'error[invalid-name]: `runner` of `` is empty',
          ' --> p.yaml:7:21',
          '  |',
          '7 |     - "": { runner: "", inputs: [""], outputs: [""] }',
          '  |                     ^^ expected the name of a runner',
          '  = a name has no spaces and no slashes',
          '',
          'error[invalid-reference]: this reference is empty',
          ' --> p.yaml:7:34',
          '  |',
          '7 |     - "": { runner: "", inputs: [""], outputs: [""] }',
          '  |                                  ^^ not a reference',
          '  = a reference is `input` or `component.output`',
          '  = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`',
          '',
          'error[invalid-name]: an output has an empty name',
          ' --> p.yaml:7:49',
          '  |',
          '7 |     - "": { runner: "", inputs: [""], outputs: [""] }',
          '  |                                                 ^^ not a name',
          '  = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`',
        ],
      ));
  });

  describe('entries of components', () => {
    it('tells entries without a name, with two, and with an outdented body', () =>
      expectDiagnostics(
        `
        pipeline:
          name: P
          inputs: []
          outputs: []
          components:
            - ocr
            - runner: R
              inputs: []
              outputs: [a]
            - first: { runner: R, inputs: [], outputs: [b] }
              second: { runner: R, inputs: [], outputs: [c] }
            - third:
              runner: R
              inputs: []
              outputs: [d]
        `,
        [
          'error[component-entry]: a component has a name, this is a string',
          ' --> p.yaml:6:7',
          '  |',
          '6 |     - ocr',
          '  |       ^^^ expected `name:` and a body',
          '  = write `- name:` and indent the body below it',
          '',
          'error[component-entry]: this component has no name',
          ' --> p.yaml:7:7',
          '  |',
          '7 |     - runner: R',
          '  |       ^^^^^^ the body begins without a name',
          '  = write `- name:` and indent the body below it',
          '',
          'error[component-entry]: this entry names 2 components',
          '  --> p.yaml:11:7',
          '   |',
          '11 |       second: { runner: R, inputs: [], outputs: [c] }',
          '   |       ^^^^^^ begin with `- second:`',
          '   = a list of components has one per item, each with its own dash',
          '',
          'error[component-entry]: the body of `third` is not indented below its name',
          '  --> p.yaml:13:7',
          '   |',
          '13 |       runner: R',
          '   |       ^^^^^^ belongs to `third`',
          '   = indent the body further than the name',
        ],
      ));

    it('knows each key of a body where that has no name, or is not indented', () =>
      expectDiagnostics(
        `
        pipeline:
          name: P
          inputs: []
          outputs: []
          components:
            - when: x > 1
              retry: 2
            - read:
              pipeline: ./page.yaml
              map: page
        `,
        [
          'error[component-entry]: this component has no name',
          ' --> p.yaml:6:7',
          '  |',
          '6 |     - when: x > 1',
          '  |       ^^^^ the body begins without a name',
          '  = write `- name:` and indent the body below it',
          '',
          'error[component-entry]: the body of `read` is not indented below its name',
          ' --> p.yaml:9:7',
          '  |',
          '9 |       pipeline: ./page.yaml',
          '  |       ^^^^^^^^ belongs to `read`',
          '  = indent the body further than the name',
        ],
      ));

    it('says where the name belongs that stands under `name`', () =>
      expectDiagnostics(
        `
        pipeline:
          name: P
          inputs: []
          outputs: [ocr.a]
          components:
            - name: ocr
              runner: R
              inputs: []
              outputs: [a]
            - { runner: R, inputs: [], outputs: [a], name: second }
        `,
        [
          "error[component-entry]: a component's name is the key of its entry",
          ' --> p.yaml:6:7',
          '  |',
          '6 |     - name: ocr',
          '  |       ^^^^ not a key of the body',
          '  = write `- ocr:` in place of `- name: ocr`, and indent the body below it',
          '',
          "error[component-entry]: a component's name is the key of its entry",
          '  --> p.yaml:10:46',
          '   |',
          '10 |     - { runner: R, inputs: [], outputs: [a], name: second }',
          '   |                                              ^^^^ not a key of the body',
          '   = write `- second:` in place of `- name: second`, and indent the body below it',
        ],
      ));

    it('does not also report what refers to a component that could not be read', () =>
      expectDiagnostics(
        `
        pipeline:
          name: P
          inputs: []
          outputs: [extractor.total]
          components:
            - image ocr: { runner: R, inputs: [], outputs: [text] }
            - extractor:
                runner: R
                inputs: [image_ocr.text]
                outputs: [total]
        `,
        [
          'error[invalid-name]: `image ocr` cannot be the name of a component',
          ' --> p.yaml:6:7',
          '  |',
          '6 |     - image ocr: { runner: R, inputs: [], outputs: [text] }',
          '  |       ^^^^^^^^^ not a name',
          '  = did you mean `image_ocr`?',
          '  = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`',
        ],
      ));
  });

  describe('names', () => {
    it('and references show what stands in them for a blank or for another letter', () =>
      expectDiagnostics(
        `
        pipeline:
          name: P
          inputs: [page]
          outputs: [im\u0430ge_ocr.text]
          components:
            - im\u200bage_ocr: { runner: R, inputs: [page\u00a0, "\u3000page"], outputs: [text] }
        `,
        [
          'error[invalid-reference]: `im\u0430ge_ocr.text` is not a reference',
          ' --> p.yaml:4:13',
          '  |',
          '4 |   outputs: [im\u0430ge_ocr.text]',
          '  |             ^^^^^^^^^^^^^^ not a reference',
          '  = did you mean `image_ocr.text`?',
          '  = a reference is `input` or `component.output`',
          '  = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`; `а` (U+0430) is not one of them',
          '',
          'error[invalid-name]: `im\\u{200b}age_ocr` cannot be the name of a component',
          ' --> p.yaml:6:7',
          '  |',
          '6 |     - im\\u{200b}age_ocr: { runner: R, inputs: [page\\xa0, "\\u{3000}page"], outputs: [text] }',
          '  |       ^^^^^^^^^^^^^^^^^ not a name',
          '  = did you mean `image_ocr`?',
          '  = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`',
          '',
          'error[invalid-reference]: `page\\xa0` is not a reference',
          ' --> p.yaml:6:41',
          '  |',
          '6 |     - im\\u{200b}age_ocr: { runner: R, inputs: [page\\xa0, "\\u{3000}page"], outputs: [text] }',
          '  |                                                ^^^^^^^^ not a reference',
          '  = did you mean `page`?',
          '  = a reference is `input` or `component.output`',
          '  = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`',
          '',
          'error[invalid-reference]: `\\u{3000}page` is not a reference',
          ' --> p.yaml:6:48',
          '  |',
          '6 |     - im\\u{200b}age_ocr: { runner: R, inputs: [page\\xa0, "\\u{3000}page"], outputs: [text] }',
          '  |                                                          ^^^^^^^^^^^^^^ not a reference',
          '  = did you mean `page`?',
          '  = a reference is `input` or `component.output`',
          '  = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`',
        ],
      ));

    it('are not taken for Latin where only some letters look like it', () => {
      expect(
        ['\u0441\u0443\u043c\u043c\u0430', 'gr\u00f6\u00dfe', '\u03bfcr', 'a\u043c\u0430'].map(
          mendedName,
        ),
      ).to.deep.equal(['_', 'gro_e', 'ocr', 'a_']);
    });

    it('suggests a name for what is none', () =>
      expectDiagnostics(
        `
        pipeline:
          name: P
          inputs: [page num, 2nd, größe, a.b, "!"]
          outputs: []
          components:
            - ocr: { runner: R, inputs: [], outputs: [text] }
        `,
        [
          'error[invalid-name]: `page num` cannot be the name of an input',
          ' --> p.yaml:3:12',
          '  |',
          '3 |   inputs: [page num, 2nd, größe, a.b, "!"]',
          '  |            ^^^^^^^^ not a name',
          '  = did you mean `page_num`?',
          '  = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`',
          '',
          'error[invalid-name]: `2nd` cannot be the name of an input',
          ' --> p.yaml:3:22',
          '  |',
          '3 |   inputs: [page num, 2nd, größe, a.b, "!"]',
          '  |                      ^^^ not a name',
          '  = did you mean `_2nd`?',
          '  = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`',
          '',
          'error[invalid-name]: `größe` cannot be the name of an input',
          ' --> p.yaml:3:27',
          '  |',
          '3 |   inputs: [page num, 2nd, größe, a.b, "!"]',
          '  |                           ^^^^^ not a name',
          '  = did you mean `gro_e`?',
          '  = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`',
          '',
          'error[invalid-name]: `a.b` cannot be the name of an input',
          ' --> p.yaml:3:34',
          '  |',
          '3 |   inputs: [page num, 2nd, größe, a.b, "!"]',
          '  |                                  ^^^ not a name',
          '  = did you mean `a_b`?',
          '  = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`',
          '',
          'error[invalid-name]: `!` cannot be the name of an input',
          ' --> p.yaml:3:39',
          '  |',
          '3 |   inputs: [page num, 2nd, größe, a.b, "!"]',
          '  |                                       ^^^ not a name',
          '  = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`',
        ],
      ));

    it('takes no names longer than 200 characters', () =>
      expectDiagnostics(
        `
        pipeline:
          name: P
          inputs: [${'a'.repeat(201)}]
          outputs: []
          components:
            - ocr: { runner: R, inputs: [], outputs: [text] }
        `,
        [
          'error[invalid-name]: `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…aaaaaaaaaaaaaaaaaaaaaaa` cannot be the name of an input',
          ' --> p.yaml:3:12',
          '  |',
          '3 |   inputs: [aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…',
          '  |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ longer than 200',
          '  = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`',
        ],
      ));

    it('takes no path and no spaces for a runner', () =>
      expectDiagnostics(
        `
        pipeline:
          name: P
          inputs: []
          outputs: [ocr.text, ocr2.text]
          components:
            - ocr: { runner: ./ocr.js, inputs: [], outputs: [text] }
            - ocr2: { runner: OCR Model, inputs: [], outputs: [text] }
        `,
        [
          "error[invalid-name]: `./ocr.js` is a path, not a runner's name",
          ' --> p.yaml:6:22',
          '  |',
          '6 |     - ocr: { runner: ./ocr.js, inputs: [], outputs: [text] }',
          '  |                      ^^^^^^^^ expected the name of a runner',
          '  = list the module under `runners` of the pipeline, and name its runner here',
          '',
          'error[invalid-name]: `OCR Model` cannot be the name of a runner',
          ' --> p.yaml:7:23',
          '  |',
          '7 |     - ocr2: { runner: OCR Model, inputs: [], outputs: [text] }',
          '  |                       ^^^^^^^^^ expected the name of a runner',
          '  = a name has no spaces and no slashes',
        ],
      ));

    it('takes names that are special to JavaScript as any other', async () => {
      const graph = await graphOf(`
        pipeline:
          name: P
          inputs: { __proto__: { type: integer, default: 1 }, constructor: }
          outputs: { toString: __proto__.constructor }
          components:
            __proto__:
              runner: hasOwnProperty
              inputs: { __proto__: __proto__, valueOf: constructor }
              outputs: [constructor]
              params: { __proto__: { polluted: true }, constructor: 1 }
              resources: { __proto__: 1 }
          resources: { __proto__: 2 }
        `);
      expect(graph.inputs.map(({ name }) => name)).to.deep.equal(['__proto__', 'constructor']);
      expect(graph.outputs).to.deep.equal([{ name: 'toString', consumable: 2 }]);
      const params = graph.components[0]?.params ?? {};
      expect(Object.keys(params)).to.deep.equal(['__proto__', 'constructor']);
      expect(Object.getPrototypeOf(params)).to.equal(Object.prototype);
      expect(graph.resources.get('__proto__')).to.equal(2);
      expect(({} as { polluted?: unknown }).polluted).to.equal(undefined);
    });

    it('tells every duplicate name with the place of the first', () =>
      expectDiagnostics(
        `
        pipeline:
          name: P
          inputs: [page, page]
          outputs: { text: ocr.text, text: ocr.text }
          components:
            - ocr:
                runner: R
                inputs: { image: page, image: page }
                outputs: [text, text]
            - ocr: { runner: R, inputs: [page], outputs: { a: b, a: c } }
        `,
        [
          'error[duplicate-name]: two inputs are named `page`',
          ' --> p.yaml:3:18',
          '  |',
          '3 |   inputs: [page, page]',
          '  |                  ^^^^ the second',
          ' ::: p.yaml:3:12',
          '  |',
          '3 |   inputs: [page, page]',
          '  |            ---- the first',
          '  = give one of them another name',
          '',
          'error[duplicate-name]: two outputs are named `text`',
          ' --> p.yaml:4:30',
          '  |',
          '4 |   outputs: { text: ocr.text, text: ocr.text }',
          '  |                              ^^^^ the second',
          ' ::: p.yaml:4:14',
          '  |',
          '4 |   outputs: { text: ocr.text, text: ocr.text }',
          '  |              ---- the first',
          '  = give one of them another name',
          '',
          'error[duplicate-name]: two ports are named `image`',
          ' --> p.yaml:8:32',
          '  |',
          '8 |         inputs: { image: page, image: page }',
          '  |                                ^^^^^ the second',
          ' ::: p.yaml:8:19',
          '  |',
          '8 |         inputs: { image: page, image: page }',
          '  |                   ----- the first',
          '  = give one of them another name',
          '',
          'error[duplicate-name]: two outputs are named `text`',
          ' --> p.yaml:9:25',
          '  |',
          '9 |         outputs: [text, text]',
          '  |                         ^^^^ the second',
          ' ::: p.yaml:9:19',
          '  |',
          '9 |         outputs: [text, text]',
          '  |                   ---- the first',
          '  = give one of them another name',
          '',
          'error[duplicate-name]: two components are named `ocr`',
          '  --> p.yaml:10:7',
          '   |',
          '10 |     - ocr: { runner: R, inputs: [page], outputs: { a: b, a: c } }',
          '   |       ^^^ the second',
          '  ::: p.yaml:6:7',
          '   |',
          ' 6 |     - ocr:',
          '   |       --- the first',
          '   = give one of them another name',
          '',
          'error[duplicate-name]: two outputs are named `a`',
          '  --> p.yaml:10:58',
          '   |',
          '10 |     - ocr: { runner: R, inputs: [page], outputs: { a: b, a: c } }',
          '   |                                                          ^ the second',
          '  ::: p.yaml:10:52',
          '   |',
          '10 |     - ocr: { runner: R, inputs: [page], outputs: { a: b, a: c } }',
          '   |                                                    - the first',
          '   = give one of them another name',
        ],
      ));

    it('tells a duplicate name in the style of lists, and among details of inputs', () =>
      expectDiagnostics(
        `
        pipeline:
          - name: P
          - inputs: [page: { type: string }, page: { type: number }]
          - outputs: [ocr.text]
          - components:
              - ocr: [runner: R, inputs: [page], outputs: [text: a, text: b]]
        `,
        [
          'error[duplicate-name]: two inputs are named `page`',
          ' --> p.yaml:3:38',
          '  |',
          '3 |   - inputs: [page: { type: string }, page: { type: number }]',
          '  |                                      ^^^^ the second',
          ' ::: p.yaml:3:14',
          '  |',
          '3 |   - inputs: [page: { type: string }, page: { type: number }]',
          '  |              ---- the first',
          '  = give one of them another name',
          '',
          'error[duplicate-name]: two outputs are named `text`',
          ' --> p.yaml:6:61',
          '  |',
          '6 |       - ocr: [runner: R, inputs: [page], outputs: [text: a, text: b]]',
          '  |                                                             ^^^^ the second',
          ' ::: p.yaml:6:52',
          '  |',
          '6 |       - ocr: [runner: R, inputs: [page], outputs: [text: a, text: b]]',
          '  |                                                    ---- the first',
          '  = give one of them another name',
        ],
      ));
  });

  describe('references', () => {
    it('refuses what cannot be one', () =>
      expectDiagnostics(
        `
        pipeline:
          name: P
          inputs: [page]
          outputs: [a.b.c]
          components:
            - ocr: { runner: R, inputs: [., page., .page, "a b", 1.5], outputs: [text] }
        `,
        [
          'error[invalid-reference]: `a.b.c` is not a reference',
          ' --> p.yaml:4:13',
          '  |',
          '4 |   outputs: [a.b.c]',
          '  |             ^^^^^ more than one dot',
          '  = a reference is `input` or `component.output`',
          '  = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`',
          '',
          'error[invalid-reference]: `.` is not a reference',
          ' --> p.yaml:6:34',
          '  |',
          '6 |     - ocr: { runner: R, inputs: [., page., .page, "a b", 1.5], outputs: [text] }',
          '  |                                  ^ not a reference',
          '  = a reference is `input` or `component.output`',
          '  = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`',
          '',
          'error[invalid-reference]: `page.` is not a reference',
          ' --> p.yaml:6:37',
          '  |',
          '6 |     - ocr: { runner: R, inputs: [., page., .page, "a b", 1.5], outputs: [text] }',
          '  |                                     ^^^^^ not a reference',
          '  = a reference is `input` or `component.output`',
          '  = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`',
          '',
          'error[invalid-reference]: `.page` is not a reference',
          ' --> p.yaml:6:44',
          '  |',
          '6 |     - ocr: { runner: R, inputs: [., page., .page, "a b", 1.5], outputs: [text] }',
          '  |                                            ^^^^^ not a reference',
          '  = a reference is `input` or `component.output`',
          '  = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`',
          '',
          'error[invalid-reference]: `a b` is not a reference',
          ' --> p.yaml:6:51',
          '  |',
          '6 |     - ocr: { runner: R, inputs: [., page., .page, "a b", 1.5], outputs: [text] }',
          '  |                                                   ^^^^^ not a reference',
          '  = did you mean `a_b`?',
          '  = a reference is `input` or `component.output`',
          '  = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`',
          '',
          'error[wrong-type]: an item of `inputs` of `ocr` must be a reference, not the number 1.5',
          ' --> p.yaml:6:58',
          '  |',
          '6 |     - ocr: { runner: R, inputs: [., page., .page, "a b", 1.5], outputs: [text] }',
          '  |                                                          ^^^ expected a reference',
          '  = a reference is `input` or `component.output`',
          '  = if it is meant as a string, put it in quotes',
        ],
      ));
  });

  describe('inputs of the pipeline', () => {
    it('have types, defaults and descriptions', async () => {
      const { inputs } = await graphOf(`
        pipeline:
          name: P
          inputs:
            a: { type: string, default: x, description: the first }
            b: { type: integer, default: 3 }
            c: { type: number, default: -1.5 }
            d: { type: boolean, default: false }
            e: { type: json, default: { f: [1, ~] } }
            g: { default: [] }
            h: { default: ~ }
            i: {}
            j:
          outputs: [a, b, c, d, e, g, h, i, j]
          components: [ocr: { runner: R, inputs: [], outputs: [text] }]
        `);
      expect(inputs.map((input) => [input.name, input.type, input.default])).to.deep.equal([
        ['a', 'string', { value: 'x' }],
        ['b', 'integer', { value: 3 }],
        ['c', 'number', { value: -1.5 }],
        ['d', 'boolean', { value: false }],
        ['e', 'json', { value: { f: [1, null] } }],
        ['g', undefined, { value: [] }],
        ['h', undefined, { value: null }],
        ['i', undefined, undefined],
        ['j', undefined, undefined],
      ]);
      expect(inputs[0]?.description).to.equal('the first');
    });

    it('refuses unknown types, and defaults that are not of the type', () =>
      expectDiagnostics(
        `
        pipeline:
          name: P
          inputs:
            a: { type: strin }
            b: { type: integer, default: 1.5 }
            c: { type: boolean, default: "no" }
            d: { type: number, default: .inf }
            e: { type: string, default: ~ }
            f: { default: { 1: a } }
            g: string
          outputs: []
          components: [ocr: { runner: R, inputs: [], outputs: [text] }]
        `,
        [
          'error[bad-value]: `type` of input `a` must be `string`, `number`, `integer`, `boolean` or `json`, not `strin`',
          ' --> p.yaml:4:16',
          '  |',
          '4 |     a: { type: strin }',
          '  |                ^^^^^ expected a type',
          '  = did you mean `string`?',
          '',
          'error[wrong-type]: `default` of input `b` must be of the type `integer`, not the number 1.5',
          ' --> p.yaml:5:34',
          '  |',
          '5 |     b: { type: integer, default: 1.5 }',
          '  |                                  ^^^ expected of the type `integer`',
          '',
          'error[wrong-type]: `default` of input `c` must be of the type `boolean`, not a string',
          ' --> p.yaml:6:34',
          '  |',
          '6 |     c: { type: boolean, default: "no" }',
          '  |                                  ^^^^ expected of the type `boolean`',
          '',
          'error[wrong-type]: `default` of input `d` must be of the type `number`, not the number Infinity',
          ' --> p.yaml:7:33',
          '  |',
          '7 |     d: { type: number, default: .inf }',
          '  |                                 ^^^^ expected of the type `number`',
          '',
          'error[wrong-type]: `default` of input `e` must be of the type `string`, not nothing',
          ' --> p.yaml:8:33',
          '  |',
          '8 |     e: { type: string, default: ~ }',
          '  |                                 ^ expected of the type `string`',
          '',
          'error[non-string-key]: a key must be a string, not the number 1',
          ' --> p.yaml:9:21',
          '  |',
          '9 |     f: { default: { 1: a } }',
          '  |                     ^ not a string',
          '',
          'error[wrong-type]: input `g` must be a map with `type`, `default` or `description`, not a string',
          '  --> p.yaml:10:8',
          '   |',
          '10 |     g: string',
          '   |        ^^^^^^ expected a map with `type`, `default` or `description`',
        ],
      ));
  });

  describe('durations', () => {
    const timeoutOf = async (written: string): Promise<number | undefined> => {
      const { components } = await graphOf(`
        pipeline:
          name: P
          inputs: []
          outputs: [ocr.text]
          components: [ocr: { runner: R, inputs: [], outputs: [text], timeout: ${written} }]
        `);
      return components[0]?.timeout;
    };

    for (const [written, milliseconds] of [
      ['500ms', 500],
      ['30s', 30_000],
      ['1.5m', 90_000],
      ['1h', 3_600_000],
      ['2', 2_000],
      ['0.25', 250],
      ['"30s"', 30_000],
      ['576h', 2_073_600_000],
    ] as const)
      it(`reads ${written} as ${milliseconds} ms`, async () => {
        expect(await timeoutOf(written)).to.equal(milliseconds);
      });

    it('refuses what is none, nothing, less than nothing, and more than a timer can wait', () =>
      expectDiagnostics(
        `
        pipeline:
          name: P
          inputs: []
          outputs: { a: a.o, b: b.o, c: c.o, d: d.o, e: e.o, f: f.o, g: g.o, h: h.o, i: i.o, j: j.o }
          timeout: 30 s
          components:
            - a: { runner: R, inputs: [], outputs: [o], timeout: soon }
            - b: { runner: R, inputs: [], outputs: [o], timeout: 0 }
            - c: { runner: R, inputs: [], outputs: [o], timeout: -1s }
            - d: { runner: R, inputs: [], outputs: [o], timeout: -1 }
            - e: { runner: R, inputs: [], outputs: [o], timeout: 25d }
            - f: { runner: R, inputs: [], outputs: [o], timeout: 2073600001ms }
            - g: { runner: R, inputs: [], outputs: [o], timeout: .nan }
            - h: { runner: R, inputs: [], outputs: [o], timeout: .inf }
            - i: { runner: R, inputs: [], outputs: [o], timeout: "60" }
            - j: { runner: R, inputs: [], outputs: [o], timeout: true }
        `,
        [
          'error[bad-value]: `timeout` of the pipeline must be a duration, not `30 s`',
          ' --> p.yaml:5:12',
          '  |',
          '5 |   timeout: 30 s',
          '  |            ^^^^ expected a duration',
          '  = write `500ms`, `30s`, `5m`, `1h`, or a number of seconds',
          '',
          'error[bad-value]: `timeout` of `a` must be a duration, not `soon`',
          ' --> p.yaml:7:58',
          '  |',
          '7 |     - a: { runner: R, inputs: [], outputs: [o], timeout: soon }',
          '  |                                                          ^^^^ expected a duration',
          '  = write `500ms`, `30s`, `5m`, `1h`, or a number of seconds',
          '',
          'error[bad-value]: `timeout` of `b` must be longer than 0, not 0',
          ' --> p.yaml:8:58',
          '  |',
          '8 |     - b: { runner: R, inputs: [], outputs: [o], timeout: 0 }',
          '  |                                                          ^ expected a duration',
          '  = write `500ms`, `30s`, `5m`, `1h`, or a number of seconds',
          '',
          'error[bad-value]: `timeout` of `c` must be a duration, not `-1s`',
          ' --> p.yaml:9:58',
          '  |',
          '9 |     - c: { runner: R, inputs: [], outputs: [o], timeout: -1s }',
          '  |                                                          ^^^ expected a duration',
          '  = write `500ms`, `30s`, `5m`, `1h`, or a number of seconds',
          '',
          'error[bad-value]: `timeout` of `d` must be longer than 0, not -1',
          '  --> p.yaml:10:58',
          '   |',
          '10 |     - d: { runner: R, inputs: [], outputs: [o], timeout: -1 }',
          '   |                                                          ^^ expected a duration',
          '   = write `500ms`, `30s`, `5m`, `1h`, or a number of seconds',
          '',
          'error[bad-value]: `timeout` of `e` must be a duration, not `25d`',
          '  --> p.yaml:11:58',
          '   |',
          '11 |     - e: { runner: R, inputs: [], outputs: [o], timeout: 25d }',
          '   |                                                          ^^^ expected a duration',
          '   = write `500ms`, `30s`, `5m`, `1h`, or a number of seconds',
          '',
          'error[bad-value]: `timeout` of `f` can be at most 24 days, not `2073600001ms`',
          '  --> p.yaml:12:58',
          '   |',
          '12 |     - f: { runner: R, inputs: [], outputs: [o], timeout: 2073600001ms }',
          '   |                                                          ^^^^^^^^^^^^ expected a duration',
          '   = write `500ms`, `30s`, `5m`, `1h`, or a number of seconds',
          '',
          'error[bad-value]: `timeout` of `g` must be a duration, not NaN',
          '  --> p.yaml:13:58',
          '   |',
          '13 |     - g: { runner: R, inputs: [], outputs: [o], timeout: .nan }',
          '   |                                                          ^^^^ expected a duration',
          '   = write `500ms`, `30s`, `5m`, `1h`, or a number of seconds',
          '',
          'error[bad-value]: `timeout` of `h` must be a duration, not Infinity',
          '  --> p.yaml:14:58',
          '   |',
          '14 |     - h: { runner: R, inputs: [], outputs: [o], timeout: .inf }',
          '   |                                                          ^^^^ expected a duration',
          '   = write `500ms`, `30s`, `5m`, `1h`, or a number of seconds',
          '',
          'error[bad-value]: `timeout` of `i` must be a duration, not `60`',
          '  --> p.yaml:15:58',
          '   |',
          '15 |     - i: { runner: R, inputs: [], outputs: [o], timeout: "60" }',
          '   |                                                          ^^^^ expected a duration',
          '   = write `500ms`, `30s`, `5m`, `1h`, or a number of seconds',
          '',
          'error[wrong-type]: `timeout` of `j` must be a duration, not the boolean true',
          '  --> p.yaml:16:58',
          '   |',
          '16 |     - j: { runner: R, inputs: [], outputs: [o], timeout: true }',
          '   |                                                          ^^^^ expected a duration',
          '   = write `500ms`, `30s`, `5m`, `1h`, or a number of seconds',
        ],
      ));
  });

  describe('retry', () => {
    const retryOf = async (written: string) => {
      const { components } = await graphOf(`
        pipeline:
          name: P
          inputs: []
          outputs: [ocr.text]
          components: [ocr: { runner: R, inputs: [], outputs: [text], retry: ${written} }]
        `);
      return components[0]?.retry;
    };
    const plain = { attempts: 2, delay: 0, backoff: 1, maxDelay: undefined, jitter: 0 };

    it('is a number of further attempts', async () => {
      expect(await retryOf('2')).to.deep.equal(plain);
      expect(await retryOf('0')).to.deep.equal({ ...plain, attempts: 0 });
    });

    it('is a map, or a list of single-key maps', async () => {
      expect(await retryOf('{ attempts: 2 }')).to.deep.equal(plain);
      const whole = { attempts: 2, delay: 1_000, backoff: 1.5, maxDelay: 60_000, jitter: 0.5 };
      const fields = 'attempts: 2, delay: 1s, backoff: 1.5, maxDelay: 1m, jitter: 0.5';
      expect(await retryOf(`{ ${fields} }`)).to.deep.equal(whole);
      expect(await retryOf(`[ ${fields} ]`)).to.deep.equal(whole);
    });

    it('has bounds', () =>
      expectDiagnostics(
        `
        pipeline:
          name: P
          inputs: []
          outputs: { a: a.o, b: b.o, c: c.o, d: d.o, e: e.o }
          defaults: { retry: -1 }
          components:
            - a: { runner: R, inputs: [], outputs: [o], retry: 1.5 }
            - b: { runner: R, inputs: [], outputs: [o], retry: { delay: 1s } }
            - c: { runner: R, inputs: [], outputs: [o], retry: { attempts: -1, backoff: 0.5, jitter: 2 } }
            - d: { runner: R, inputs: [], outputs: [o], retry: { attempts: 1, delay: -1 } }
            - e: { runner: R, inputs: [], outputs: [o], retry: }
        `,
        [
          'error[bad-value]: `retry` of `defaults` of the pipeline must be a whole number, 0 or more, not -1',
          ' --> p.yaml:5:22',
          '  |',
          '5 |   defaults: { retry: -1 }',
          '  |                      ^^ expected a number of further attempts',
          '',
          'error[bad-value]: `retry` of `a` must be a whole number, 0 or more, not 1.5',
          ' --> p.yaml:7:56',
          '  |',
          '7 |     - a: { runner: R, inputs: [], outputs: [o], retry: 1.5 }',
          '  |                                                        ^^^ expected a number of further attempts',
          '',
          'error[missing-key]: `retry` of `b` has no `attempts`',
          ' --> p.yaml:8:49',
          '  |',
          '8 |     - b: { runner: R, inputs: [], outputs: [o], retry: { delay: 1s } }',
          '  |                                                 ^^^^^ `attempts` is missing',
          '  = add `attempts: …`, a number of further attempts',
          '',
          'error[bad-value]: `attempts` of `retry` of `c` must be a whole number, 0 or more, not -1',
          ' --> p.yaml:9:68',
          '  |',
          '9 |     - c: { runner: R, inputs: [], outputs: [o], retry: { attempts: -1, backoff: 0.5, jitter: 2 } }',
          '  |                                                                    ^^ expected a number of further attempts',
          '',
          'error[bad-value]: `backoff` of `retry` of `c` must be a factor, 1 or more, not 0.5',
          ' --> p.yaml:9:81',
          '  |',
          '9 |     - c: { runner: R, inputs: [], outputs: [o], retry: { attempts: -1, backoff: 0.5, jitter: 2 } }',
          '  |                                                                                 ^^^ expected a factor, 1 or more',
          '',
          'error[bad-value]: `jitter` of `retry` of `c` must be a number from 0 to 1, not 2',
          ' --> p.yaml:9:94',
          '  |',
          '9 |     - c: { runner: R, inputs: [], outputs: [o], retry: { attempts: -1, backoff: 0.5, jitter: 2 } }',
          '  |                                                                                              ^ expected a number from 0 to 1',
          '',
          'error[bad-value]: `delay` of `retry` of `d` cannot be negative, as -1 is',
          '  --> p.yaml:10:78',
          '   |',
          '10 |     - d: { runner: R, inputs: [], outputs: [o], retry: { attempts: 1, delay: -1 } }',
          '   |                                                                              ^^ expected a duration',
          '   = write `500ms`, `30s`, `5m`, `1h`, or a number of seconds',
          '',
          'error[wrong-type]: `retry` of `e` must be a number of further attempts, or a map with `attempts`, not nothing',
          '  --> p.yaml:11:49',
          '   |',
          '11 |     - e: { runner: R, inputs: [], outputs: [o], retry: }',
          '   |                                                 ^^^^^ expected a number of further attempts, or a map with `attempts`',
        ],
      ));
  });

  describe('styles', () => {
    const ordinary = `
      pipeline:
        name: P
        inputs: [a, b]
        outputs: [join.text]
        defaults: { timeout: 3s, retry: 1 }
        components:
          - ocr:
              runner: R
              inputs: [a]
              outputs: [text]
              params: { k: [1, { l: m }] }
          - join:
              runner: S
              inputs: { left: ocr.text, right: b }
              outputs: { text: out }
              retry: { attempts: 2, delay: 1s }
      `;

    for (const [name, text] of Object.entries({
      'a map of components': `
        pipeline:
          name: P
          inputs: { a: , b: {} }
          outputs: [join.text]
          defaults: { timeout: 3s, retry: 1 }
          components:
            ocr: { runner: R, inputs: [a], outputs: { text: text }, params: { k: [1, { l: m }] } }
            join:
              runner: S
              inputs: { left: ocr.text, right: b }
              outputs: { text: out }
              retry: { attempts: 2, delay: 1s }
        `,
      'all lists': `
        - pipeline:
            - name: P
            - inputs: [a, b]
            - outputs: [join.text]
            - defaults: [timeout: 3s, retry: 1]
            - components:
                - ocr:
                    - runner: R
                    - inputs: [a]
                    - outputs: [text]
                    - params: [k: [1, { l: m }]]
                - join:
                    - runner: S
                    - inputs:
                        - left: ocr.text
                        - right: b
                    - outputs: [text: out]
                    - retry: [attempts: 2, delay: 1s]
        `,
      'a mixture': `
        pipeline:
          - name: P
          - inputs: [a: , b: {}]
          - outputs: [join.text]
          - defaults: { timeout: 3s, retry: 1 }
          - components:
              ocr:
                - runner: R
                - inputs: [a]
                - outputs: [text]
                - params: { k: [1, { l: m }] }
              join: { runner: S, inputs: [left: ocr.text, right: b], outputs: [text: out], retry: { attempts: 2, delay: 1s } }
        `,
    }))
      it(`gives the same graph for ${name}`, async () => {
        const [one, other] = [await graphOf(ordinary), await graphOf(text)];
        expect(JSON.stringify(other)).to.equal(JSON.stringify(one));
      });
  });

  describe('order', () => {
    it('tells all mistakes in the order of the file, whichever stage finds them', () =>
      expectDiagnostics(
        `
      pipeline:
        name: P
        inputs: [page]
        outputs: [ocr.txt]
        components:
          - ocr: { runner: R, inputs: [pag], outputs: [text], timeout: soon }
          - extractor: { runner: R, inputs: [orc.text], outputs: [total], retrys: 1 }
      `,
        [
          'error[unknown-output]: `ocr` publishes no `txt`',
          ' --> p.yaml:4:17',
          '  |',
          '4 |   outputs: [ocr.txt]',
          '  |                 ^^^ unknown output',
          ' ::: p.yaml:6:7',
          '  |',
          '6 |     - ocr: { runner: R, inputs: [pag], outputs: [text], timeout: soon }',
          '  |       --- this component',
          '  = did you mean `ocr.text`?',
          '  = `ocr` publishes `text`',
          '',
          'error[unknown-input]: the pipeline has no input `pag`',
          ' --> p.yaml:6:34',
          '  |',
          '6 |     - ocr: { runner: R, inputs: [pag], outputs: [text], timeout: soon }',
          '  |                                  ^^^ unknown input',
          '  = did you mean `page`?',
          '',
          'error[bad-value]: `timeout` of `ocr` must be a duration, not `soon`',
          ' --> p.yaml:6:66',
          '  |',
          '6 |     - ocr: { runner: R, inputs: [pag], outputs: [text], timeout: soon }',
          '  |                                                                  ^^^^ expected a duration',
          '  = write `500ms`, `30s`, `5m`, `1h`, or a number of seconds',
          '',
          'error[unknown-component]: no component is named `orc`',
          ' --> p.yaml:7:40',
          '  |',
          '7 |     - extractor: { runner: R, inputs: [orc.text], outputs: [total], retrys: 1 }',
          '  |                                        ^^^ unknown component',
          '  = did you mean `ocr.text`?',
          '',
          'error[unknown-key]: `extractor` has no key `retrys`',
          ' --> p.yaml:7:69',
          '  |',
          '7 |     - extractor: { runner: R, inputs: [orc.text], outputs: [total], retrys: 1 }',
          '  |                                                                     ^^^^^^ unknown key',
          '  = did you mean `retry`?',
        ],
      ));
  });
});
