import { merge } from '../../lib/runners/shipped/merge.js';
import { passThrough } from '../../lib/runners/shipped/pass-through.js';
import { Registry } from '../../lib/runners/registry.js';
import { shippedRunners } from '../../lib/runners/shipped/shipped-runners.js';
import { ocrModel } from '../../lib/runners/shipped/simulated-models.js';
import { expectDiagnostics } from '../expect-diagnostics.js';

describe('references', () => {
  it('suggests the component that a mistyped one may mean', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page]
        outputs: [extracter.total]
        components:
          - image_ocr: { runner: R, inputs: [page], outputs: [text] }
          - extractor: { runner: R, inputs: [imageocr.text, "image_orc.text"], outputs: [total] }
      `,
      [
        'error[unknown-component]: no component is named `extracter`',
        ' --> p.yaml:4:13',
        '  |',
        '4 |   outputs: [extracter.total]',
        '  |             ^^^^^^^^^ unknown component',
        '  = did you mean `extractor.total`?',
        '',
        'error[unknown-component]: no component is named `imageocr`',
        ' --> p.yaml:7:40',
        '  |',
        '7 |     - extractor: { runner: R, inputs: [imageocr.text, "image_orc.text"], outputs: [total] }',
        '  |                                        ^^^^^^^^ unknown component',
        '  = did you mean `image_ocr.text`?',
        '',
        'error[unknown-component]: no component is named `image_orc`',
        ' --> p.yaml:7:56',
        '  |',
        '7 |     - extractor: { runner: R, inputs: [imageocr.text, "image_orc.text"], outputs: [total] }',
        '  |                                                        ^^^^^^^^^ unknown component',
        '  = did you mean `image_ocr.text`?',
      ],
    ));

  it('marks the whole reference where its output would have to change too', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page]
        outputs: [extractor.total]
        components:
          - image_ocr: { runner: R, inputs: [page], outputs: [text] }
          - extractor: { runner: R, inputs: [imageocr.txt], outputs: [total] }
      `,
      [
        'error[unknown-component]: no component is named `imageocr`',
        ' --> p.yaml:7:40',
        '  |',
        '7 |     - extractor: { runner: R, inputs: [imageocr.txt], outputs: [total] }',
        '  |                                        ^^^^^^^^^^^^ unknown component',
        '  = did you mean `image_ocr.text`?',
      ],
    ));

  it('suggests the output that a mistyped one may mean, and says what there is', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page]
        outputs: [extractor.total]
        components:
          - ocr: { runner: R, inputs: [page], outputs: [text, boxes] }
          - extractor: { runner: R, inputs: [ocr.txt, ocr.zzz], outputs: [total] }
      `,
      [
        'error[unknown-output]: `ocr` publishes no `txt`',
        ' --> p.yaml:7:44',
        '  |',
        '7 |     - extractor: { runner: R, inputs: [ocr.txt, ocr.zzz], outputs: [total] }',
        '  |                                            ^^^ unknown output',
        ' ::: p.yaml:6:7',
        '  |',
        '6 |     - ocr: { runner: R, inputs: [page], outputs: [text, boxes] }',
        '  |       --- this component',
        '  = did you mean `ocr.text`?',
        '  = `ocr` publishes `text` and `boxes`',
        '',
        'error[unknown-output]: `ocr` publishes no `zzz`',
        ' --> p.yaml:7:53',
        '  |',
        '7 |     - extractor: { runner: R, inputs: [ocr.txt, ocr.zzz], outputs: [total] }',
        '  |                                                     ^^^ unknown output',
        ' ::: p.yaml:6:7',
        '  |',
        '6 |     - ocr: { runner: R, inputs: [page], outputs: [text, boxes] }',
        '  |       --- this component',
        '  = `ocr` publishes `text` and `boxes`',
      ],
    ));

  it('says that a component publishes nothing', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page]
        outputs: [ocr.text]
        components:
          - ocr: { runner: R, inputs: [page], outputs: [] }
      `,
      [
        'error[unknown-output]: `ocr` publishes no `text`',
        ' --> p.yaml:4:17',
        '  |',
        '4 |   outputs: [ocr.text]',
        '  |                 ^^^^ unknown output',
        ' ::: p.yaml:6:7',
        '  |',
        '6 |     - ocr: { runner: R, inputs: [page], outputs: [] }',
        '  |       --- this component',
        '  = `ocr` publishes nothing',
      ],
    ));

  it('names, for a bare name, the inputs near it or the components that publish it', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [document_id]
        outputs: [extractor.total]
        components:
          - ocr: { runner: R, inputs: [documentid], outputs: [text] }
          - extractor: { runner: R, inputs: [text, ocr, zzz], outputs: [total] }
      `,
      [
        'error[unknown-input]: the pipeline has no input `documentid`',
        ' --> p.yaml:6:34',
        '  |',
        '6 |     - ocr: { runner: R, inputs: [documentid], outputs: [text] }',
        '  |                                  ^^^^^^^^^^ unknown input',
        '  = did you mean `document_id`?',
        '',
        'error[unknown-input]: the pipeline has no input `text`',
        ' --> p.yaml:7:40',
        '  |',
        '7 |     - extractor: { runner: R, inputs: [text, ocr, zzz], outputs: [total] }',
        '  |                                        ^^^^ unknown input',
        '  = did you mean `ocr.text`?',
        '',
        'error[unknown-input]: the pipeline has no input `ocr`',
        ' --> p.yaml:7:46',
        '  |',
        '7 |     - extractor: { runner: R, inputs: [text, ocr, zzz], outputs: [total] }',
        '  |                                              ^^^ a component, not one of its outputs',
        '  = did you mean `ocr.text`?',
        '',
        'error[unknown-input]: the pipeline has no input `zzz`',
        ' --> p.yaml:7:51',
        '  |',
        '7 |     - extractor: { runner: R, inputs: [text, ocr, zzz], outputs: [total] }',
        '  |                                                   ^^^ unknown input',
      ],
    ));

  it('takes a bare pipeline output for what one component publishes', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page]
        outputs: [text]
        components:
          - ocr: { runner: R, inputs: [page], outputs: [text] }
      `,
      [],
    ));

  it('tells a bare pipeline output that two components publish, or none', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page]
        outputs: [text, txt, ocr]
        components:
          - ocr: { runner: R, inputs: [page], outputs: [text] }
          - speller: { runner: R, inputs: [ocr.text], outputs: [text] }
      `,
      [
        'error[ambiguous-output]: 2 components publish `text`',
        ' --> p.yaml:4:13',
        '  |',
        '4 |   outputs: [text, txt, ocr]',
        '  |             ^^^^ which one?',
        '  = write `ocr.text` or `speller.text`',
        '',
        'error[unknown-output]: nothing publishes `txt`',
        ' --> p.yaml:4:19',
        '  |',
        '4 |   outputs: [text, txt, ocr]',
        '  |                   ^^^ unknown output',
        '  = did you mean `text`?',
        '',
        'error[unknown-output]: nothing publishes `ocr`',
        ' --> p.yaml:4:24',
        '  |',
        '4 |   outputs: [text, txt, ocr]',
        '  |                        ^^^ a component, not one of its outputs',
        '  = did you mean `ocr.text`?',
      ],
    ));

  it('warns of a bare pipeline output that is an input, though a component publishes it too', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page]
        outputs: [page, ocr.page]
        components:
          - ocr: { runner: R, inputs: [page], outputs: [page] }
      `,
      [
        "warning[shadowed-output]: `page` is the pipeline's own input here, not `ocr.page`",
        ' --> p.yaml:4:13',
        '  |',
        '4 |   outputs: [page, ocr.page]',
        '  |             ^^^^ an input',
        '  = to refer to the output of a component, write its full name',
      ],
    ));

  it('warns of a reference said twice where one of several is taken, not in a list of all', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page, other]
        outputs: { a: { race: [one.text, page, page] }, b: { all: [page, page] } }
        components:
          one: { runner: R, inputs: { page: { first: [page, other, page] } }, outputs: [text] }
      `,
      [
        'warning[repeated-reference]: `page` appears twice in this list',
        ' --> p.yaml:4:42',
        '  |',
        '4 |   outputs: { a: { race: [one.text, page, page] }, b: { all: [page, page] } }',
        '  |                                          ^^^^ the second',
        ' ::: p.yaml:4:36',
        '  |',
        '4 |   outputs: { a: { race: [one.text, page, page] }, b: { all: [page, page] } }',
        '  |                                    ---- the first',
        '  = the second has no effect',
        '',
        'warning[repeated-reference]: `page` appears twice in this list',
        ' --> p.yaml:6:62',
        '  |',
        '6 |     one: { runner: R, inputs: { page: { first: [page, other, page] } }, outputs: [text] }',
        '  |                                                              ^^^^ the second',
        ' ::: p.yaml:6:49',
        '  |',
        '6 |     one: { runner: R, inputs: { page: { first: [page, other, page] } }, outputs: [text] }',
        '  |                                                 ---- the first',
        '  = the second has no effect',
      ],
    ));

  it('warns of a reference, a dependency and a pipeline output said twice in one list', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page]
        outputs: [joiner.text, joiner.text]
        components:
          - ocr: { runner: R, inputs: [page, page], outputs: [text] }
          - joiner:
              runner: R
              inputs: { left: ocr.text, right: ocr.text }
              outputs: [text]
              dependencies: [ocr, ocr]
      `,
      [
        'warning[repeated-reference]: `joiner.text` appears twice in this list',
        ' --> p.yaml:4:26',
        '  |',
        '4 |   outputs: [joiner.text, joiner.text]',
        '  |                          ^^^^^^^^^^^ the second',
        ' ::: p.yaml:4:13',
        '  |',
        '4 |   outputs: [joiner.text, joiner.text]',
        '  |             ----------- the first',
        '  = the second has no effect',
        '',
        'warning[repeated-reference]: `page` appears twice in this list',
        ' --> p.yaml:6:40',
        '  |',
        '6 |     - ocr: { runner: R, inputs: [page, page], outputs: [text] }',
        '  |                                        ^^^^ the second',
        ' ::: p.yaml:6:34',
        '  |',
        '6 |     - ocr: { runner: R, inputs: [page, page], outputs: [text] }',
        '  |                                  ---- the first',
        '  = the second has no effect',
        '',
        'warning[repeated-reference]: `ocr` appears twice in this list',
        '  --> p.yaml:11:29',
        '   |',
        '11 |         dependencies: [ocr, ocr]',
        '   |                             ^^^ the second',
        '  ::: p.yaml:11:24',
        '   |',
        '11 |         dependencies: [ocr, ocr]',
        '   |                        --- the first',
        '   = the second has no effect',
      ],
    ));

  it('tells a dependency on what is no component', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page]
        outputs: [ocr.text]
        components:
          - ocr: { runner: R, inputs: [page], outputs: [text], dependencies: [page, warmup] }
          - warm_up: { runner: R, inputs: [], outputs: [] }
      `,
      [
        'error[unknown-component]: no component is named `page`',
        ' --> p.yaml:6:73',
        '  |',
        '6 |     - ocr: { runner: R, inputs: [page], outputs: [text], dependencies: [page, warmup] }',
        '  |                                                                         ^^^^ unknown component',
        '',
        'error[unknown-component]: no component is named `warmup`',
        ' --> p.yaml:6:79',
        '  |',
        '6 |     - ocr: { runner: R, inputs: [page], outputs: [text], dependencies: [page, warmup] }',
        '  |                                                                               ^^^^^^ unknown component',
        '  = did you mean `warm_up`?',
      ],
    ));

  it('tells a component that waits for itself', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page]
        outputs: [ocr.text]
        components:
          - ocr:
              runner: R
              inputs: [page, ocr.text]
              outputs: [text]
              dependencies: [ocr]
      `,
      [
        'error[self-dependency]: `ocr` consumes what it publishes itself',
        ' --> p.yaml:8:24',
        '  |',
        '8 |         inputs: [page, ocr.text]',
        '  |                        ^^^^^^^^ waits for itself',
        ' ::: p.yaml:6:7',
        '  |',
        '6 |     - ocr:',
        '  |       --- this component',
        '  = it could never start; refer to another component',
        '',
        'error[self-dependency]: `ocr` depends on itself',
        '  --> p.yaml:10:24',
        '   |',
        '10 |         dependencies: [ocr]',
        '   |                        ^^^ waits for itself',
        '  ::: p.yaml:6:7',
        '   |',
        ' 6 |     - ocr:',
        '   |       --- this component',
        '   = it could never start; refer to another component',
      ],
    ));

  it('does not report what may refer to an output or input that could not be read', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page, 7]
        outputs: [extractor.total]
        components:
          - ocr: { runner: R, inputs: [page], outputs: [text, 8] }
          - extractor: { runner: R, inputs: [ocr.boxes, number], outputs: [total] }
      `,
      [
        'error[wrong-type]: an item of `inputs` of the pipeline must be the name of an input, not the number 7',
        ' --> p.yaml:3:18',
        '  |',
        '3 |   inputs: [page, 7]',
        '  |                  ^ expected the name of an input',
        '  = if it is meant as a string, put it in quotes',
        '',
        'error[wrong-type]: an item of `outputs` of `ocr` must be the name of an output, not the number 8',
        ' --> p.yaml:6:57',
        '  |',
        '6 |     - ocr: { runner: R, inputs: [page], outputs: [text, 8] }',
        '  |                                                         ^ expected the name of an output',
        '  = if it is meant as a string, put it in quotes',
      ],
    ));

  it('tells an unknown runner with those near it, or with those there are', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page]
        outputs: [ocr.text]
        components:
          - ocr: { runner: OCRModle, inputs: [page], outputs: [text] }
          - speller: { runner: GrammarChecker, inputs: [ocr.text], outputs: [text] }
      `,
      [
        'error[unknown-runner]: there is no runner `OCRModle`',
        ' --> p.yaml:6:22',
        '  |',
        '6 |     - ocr: { runner: OCRModle, inputs: [page], outputs: [text] }',
        '  |                      ^^^^^^^^ unknown runner',
        '  = did you mean `OCRModel`?',
        '',
        'warning[pruned-component]: no output needs `speller`: it is not run',
        ' --> p.yaml:7:7',
        '  |',
        '7 |     - speller: { runner: GrammarChecker, inputs: [ocr.text], outputs: [text] }',
        '  |       ^^^^^^^ pruned',
        '  = name one of its outputs under `outputs` of the pipeline, or remove it',
        '',
        'error[unknown-runner]: there is no runner `GrammarChecker`',
        ' --> p.yaml:7:26',
        '  |',
        '7 |     - speller: { runner: GrammarChecker, inputs: [ocr.text], outputs: [text] }',
        '  |                          ^^^^^^^^^^^^^^ unknown runner',
        '  = there are `OCRModel`, `PassThrough` and `Merge`',
        '  = modules with more runners are listed under `runners` of the pipeline',
      ],
      { runners: new Registry([ocrModel, passThrough, merge]) },
    ));

  it('does not call a runner unknown that may be in a module that could not be read', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page]
        outputs: [ocr.text]
        runers: [./ocr.js]
        components:
          - ocr: { runner: Tesseract, inputs: [page], outputs: [text] }
      `,
      [
        'error[unknown-key]: the pipeline has no key `runers`',
        ' --> p.yaml:5:3',
        '  |',
        '5 |   runers: [./ocr.js]',
        '  |   ^^^^^^ unknown key',
        '  = did you mean `runners`?',
        '',
        'error[runner-module]: there is no module `./ocr.js`',
        ' --> p.yaml:5:12',
        '  |',
        '5 |   runers: [./ocr.js]',
        '  |            ^^^^^^^^ this module',
        '  = a path is relative to the folder of the file that contains it, on the command line to the current folder',
      ],
      { runners: shippedRunners },
    ));

  it('tells a module that is not there, and not the runners that it may hold', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page]
        outputs: [ocr.text]
        runners: [./no-such-module.js]
        components:
          - ocr: { runner: Tesseract, inputs: [page], outputs: [text] }
      `,
      [
        'error[runner-module]: there is no module `./no-such-module.js`',
        ' --> p.yaml:5:13',
        '  |',
        '5 |   runners: [./no-such-module.js]',
        '  |             ^^^^^^^^^^^^^^^^^^^ this module',
        '  = a path is relative to the folder of the file that contains it, on the command line to the current folder',
      ],
      { runners: shippedRunners, directory: '/pipelines' },
    ));

  it('says that there are no components', () =>
    expectDiagnostics('pipeline: { name: P, inputs: [], outputs: [], components: [] }\n', [
      'error[no-components]: the pipeline has no components: there is nothing to run',
      ' --> p.yaml:1:19',
      '  |',
      '1 | pipeline: { name: P, inputs: [], outputs: [], components: [] }',
      '  |                   ^ nothing to run',
      '  = declare at least one under `components`',
    ]));
});

describe('cycles in a declaration', () => {
  //  a → b → c → a,  d waits for c
  it('are told as a path with the place of each step, and what can never run', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page]
        outputs: [d.o]
        components:
          - a: { runner: R, inputs: [page, c.o], outputs: [o] }
          - b: { runner: R, inputs: [a.o], outputs: [o] }
          - c: { runner: R, inputs: [], outputs: [o], dependencies: [b] }
          - d: { runner: R, inputs: [c.o], outputs: [o] }
      `,
      [
        'error[cycle]: a cycle: `a` → `b` → `c` → `a`',
        ' --> p.yaml:6:38',
        '  |',
        '6 |     - a: { runner: R, inputs: [page, c.o], outputs: [o] }',
        '  |                                      ^^^ `a` waits for `c`',
        ' ::: p.yaml:8:64',
        '  |',
        '8 |     - c: { runner: R, inputs: [], outputs: [o], dependencies: [b] }',
        '  |                                                                - `c` waits for `b`',
        ' ::: p.yaml:7:32',
        '  |',
        '7 |     - b: { runner: R, inputs: [a.o], outputs: [o] }',
        '  |                                --- `b` waits for `a`',
        '  = 4 tasks can never run, since these are never available:',
        '  =   a: c.o',
        '  =   b: a.o',
        '  =   c: b (dependency)',
        '  =   d: c.o',
      ],
    ));

  it('are told once each', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [page]
        outputs: [a.o]
        components:
          - a: { runner: R, inputs: [b.o], outputs: [o] }
          - b: { runner: R, inputs: [a.o], outputs: [o] }
          - c: { runner: R, inputs: [d.o], outputs: [o] }
          - d: { runner: R, inputs: [c.o], outputs: [o] }
      `,
      [
        'error[cycle]: a cycle: `a` → `b` → `a`',
        ' --> p.yaml:6:32',
        '  |',
        '6 |     - a: { runner: R, inputs: [b.o], outputs: [o] }',
        '  |                                ^^^ `a` waits for `b`',
        ' ::: p.yaml:7:32',
        '  |',
        '7 |     - b: { runner: R, inputs: [a.o], outputs: [o] }',
        '  |                                --- `b` waits for `a`',
        '  = 2 tasks can never run, since these are never available:',
        '  =   a: b.o',
        '  =   b: a.o',
        '',
        'error[cycle]: a cycle: `c` → `d` → `c`',
        ' --> p.yaml:8:32',
        '  |',
        '8 |     - c: { runner: R, inputs: [d.o], outputs: [o] }',
        '  |                                ^^^ `c` waits for `d`',
        ' ::: p.yaml:9:32',
        '  |',
        '9 |     - d: { runner: R, inputs: [c.o], outputs: [o] }',
        '  |                                --- `d` waits for `c`',
        '  = 2 tasks can never run, since these are never available:',
        '  =   c: d.o',
        '  =   d: c.o',
      ],
    ));
});
