import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

import { loadObject, loadText, orThrow } from '../../lib/load.js';
import { Registry } from '../../lib/runners/registry.js';
import { defineRunner, type Runner } from '../../lib/runners/runner.js';
import { dedent, expectDiagnostics, graphOf } from '../expect-diagnostics.js';

const page = t.type({ width: t.number, pixels: t.array(t.number) }, 'Page');
const blank: t.TypeOf<typeof page> = { width: 1, pixels: [] };

const scanner = defineRunner({
  name: 'Scanner',
  inputs: {},
  outputs: { page },
  run: () => ({ page: blank }),
});

const reader = defineRunner({
  name: 'Reader',
  inputs: { page, language: t.union([t.string, t.undefined]) },
  outputs: { text: t.string, boxes: t.array(t.string) },
  params: t.exact(
    t.intersection([
      t.type({ model: t.string }),
      t.partial({ threshold: t.number, words: t.array(t.string) }),
    ]),
  ),
  run: () => ({ text: '', boxes: Array<string>() }),
});

const anything = defineRunner({
  name: 'Anything',
  inputs: { value: t.unknown },
  outputs: { value: t.unknown },
  run: ({ value }) => ({ value }),
});

const runners = new Registry([scanner, reader, anything]);

describe('ports', () => {
  it('are wired by the last part of a reference, or by name', async () => {
    const { components } = await graphOf(
      `
      pipeline:
        name: P
        inputs: [language]
        outputs: [read.text, again.words]
        components:
          - scan: { runner: Scanner, inputs: [], outputs: [page] }
          - read: { runner: Reader, inputs: [scan.page], outputs: [text], params: { model: m } }
          - again:
              runner: Reader
              inputs: { language: language, page: scan.page }
              outputs: { words: boxes }
              params: [model: m, threshold: 0.5]
      `,
      { runners },
    );
    expect(components.map(({ inputs }) => inputs.map(({ port }) => port))).to.deep.equal([
      [],
      ['page'],
      ['language', 'page'],
    ]);
    expect(components[2]?.outputs.map(({ name, port }) => [name, port])).to.deep.equal([
      ['words', 'boxes'],
    ]);
    expect(components[2]?.params).to.deep.equal({ model: 'm', threshold: 0.5 });
  });

  it('are named by the whole reference where two would share a name', async () => {
    const { components } = await graphOf(`
      pipeline:
        name: P
        inputs: [text, page]
        outputs: [join.o]
        components:
          - a: { runner: R, inputs: [], outputs: [text, boxes] }
          - b: { runner: R, inputs: [], outputs: [text] }
          - join: { runner: R, inputs: [a.text, page, b.text, a.boxes, text], outputs: [o] }
      `);
    expect(components[2]?.inputs.map(({ port }) => port)).to.deep.equal([
      'a.text',
      'page',
      'b.text',
      'boxes',
      'text',
    ]);
  });

  it('are told where the runner does not have them, with those near and those there are', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [lang]
        outputs: [read.txt]
        components:
          - scan: { runner: Scanner, inputs: [lang], outputs: [page] }
          - read:
              runner: Reader
              inputs: { pag: scan.page, language: lang }
              outputs: { txt: texts }
              params: { model: m }
      `,
      [
        'error[unknown-port]: runner `Scanner` has no input port `lang`',
        ' --> p.yaml:6:41',
        '  |',
        '6 |     - scan: { runner: Scanner, inputs: [lang], outputs: [page] }',
        '  |                                         ^^^^ unknown port',
        '  = it has no input ports',
        '  = to wire other names, write inputs as a map from ports to references',
        '',
        'error[unknown-port]: runner `Reader` has no input port `pag`',
        ' --> p.yaml:9:19',
        '  |',
        '9 |         inputs: { pag: scan.page, language: lang }',
        '  |                   ^^^ unknown port',
        '  = did you mean `page`?',
        '  = its input ports are `page` and `language`',
        '  = to wire other names, write inputs as a map from ports to references',
        '',
        'error[unknown-port]: runner `Reader` has no output port `texts`',
        '  --> p.yaml:10:25',
        '   |',
        '10 |         outputs: { txt: texts }',
        '   |                         ^^^^^ unknown port',
        '   = did you mean `text`?',
        '   = its output ports are `text` and `boxes`',
        '   = to wire other names, write outputs as a map from names to ports',
      ],
      { runners },
    ));

  it('are suggested in place of a mistyped port, but not of the reference that names one', async () => {
    const suggestionsFor = async (inputs: string) => {
      const loaded = await loadText(
        dedent(`
          pipeline:
            name: P
            inputs: [pag]
            outputs: [read.text]
            components:
              - read: { runner: Reader, inputs: ${inputs}, outputs: [text], params: { model: m } }
          `),
        { runners },
      );
      return E.isLeft(loaded) ? loaded.left.diagnostics.map(({ suggestions }) => suggestions) : [];
    };
    expect(await suggestionsFor('{ pag: pag }')).to.deep.equal([['page']]);
    expect(await suggestionsFor('[pag]')).to.deep.equal([[]]);
  });

  it('are told where nothing is wired to them, unless they may be left out', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: []
        outputs: [read.text, any.value]
        components:
          - read: { runner: Reader, inputs: [], outputs: [text], params: { model: m } }
          - any: { runner: Anything, inputs: [], outputs: [value] }
      `,
      [
        'error[missing-port]: nothing is wired to `page` of runner `Reader`',
        ' --> p.yaml:6:7',
        '  |',
        '6 |     - read: { runner: Reader, inputs: [], outputs: [text], params: { model: m } }',
        '  |       ^^^^ missing `page`',
        '  = add `page: …` to the inputs, a map from ports to references',
      ],
      { runners },
    ));

  it('are told where their type cannot be what is wired to them', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { size: { type: number }, raw: { type: json }, any: }
        outputs: [a.text, b.text, c.text, d.text, e.value]
        components:
          - a: { runner: Reader, inputs: { page: size }, outputs: [text], params: { model: m } }
          - b: { runner: Reader, inputs: { page: a.text }, outputs: [text], params: { model: m } }
          - c: { runner: Reader, inputs: { page: raw }, outputs: [text], params: { model: m } }
          - d: { runner: Reader, inputs: { page: any }, outputs: [text], params: { model: m } }
          - e: { runner: Anything, inputs: { value: a.text }, outputs: [value] }
      `,
      [
        'error[port-type]: input `size` is of the type `number`, but port `page` of runner `Reader` takes `Page`',
        ' --> p.yaml:6:44',
        '  |',
        '6 |     - a: { runner: Reader, inputs: { page: size }, outputs: [text], params: { model: m } }',
        '  |                                            ^^^^ expected `Page`',
        '',
        'error[port-type]: `a.text` gives `string`, but port `page` of runner `Reader` takes `Page`',
        ' --> p.yaml:7:44',
        '  |',
        '7 |     - b: { runner: Reader, inputs: { page: a.text }, outputs: [text], params: { model: m } }',
        '  |                                            ^^^^^^ expected `Page`',
      ],
      { runners },
    ));

  it('are told where they take other literals than are wired to them', () => {
    const label = defineRunner({
      name: 'Label',
      inputs: { kind: t.union([t.literal('y'), t.literal('z')]) },
      outputs: { kind: t.literal('x') },
      run: () => ({ kind: 'x' as const }),
    });
    return expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [any]
        outputs: [a.kind, b.kind]
        components:
          - a: { runner: Label, inputs: { kind: any }, outputs: [kind] }
          - b: { runner: Label, inputs: { kind: a.kind }, outputs: [kind] }
      `,
      [
        'error[port-type]: `a.kind` gives `"x"`, but port `kind` of runner `Label` takes `("y" | "z")`',
        ' --> p.yaml:7:43',
        '  |',
        '7 |     - b: { runner: Label, inputs: { kind: a.kind }, outputs: [kind] }',
        '  |                                           ^^^^^^ expected `("y" | "z")`',
      ],
      { runners: new Registry([label]) },
    );
  });

  it('are told of lists that a map or a choice gives, and of what comes out of a pipeline', async () => {
    const one = defineRunner({
      name: 'One',
      inputs: { text: t.string },
      outputs: { size: t.number },
      run: ({ text }) => ({ size: text.length }),
    });
    const sizes = defineRunner({
      name: 'Texts',
      inputs: { texts: t.array(t.string) },
      outputs: { size: t.number },
      run: ({ texts }) => ({ size: texts.length }),
    });
    const runners = new Registry([one, sizes]);
    const inner = orThrow(
      await loadText(
        `
pipeline:
  name: Inner
  inputs: { texts: { type: json }, title: { type: string, default: none } }
  outputs: { sizes: each.size, size: one.size, title: title, any: { first: [one.size, title] } }
  components:
    each: { runner: One, map: text, inputs: { text: texts }, outputs: [size] }
    one: { runner: One, inputs: { text: title }, outputs: [size] }
`,
        { runners },
      ),
    );
    const found = await loadObject(
      {
        pipeline: {
          name: 'P',
          inputs: { texts: { type: 'json' }, title: { type: 'string' } },
          outputs: Object.fromEntries('bcdefg'.split('').map((name) => [name, `${name}.size`])),
          components: {
            a: {
              runner: 'One',
              map: { over: 'text', onFailure: 'omit' },
              inputs: { text: 'texts' },
              outputs: ['size'],
            },
            i: { pipeline: inner, inputs: ['texts'], outputs: ['sizes', 'size', 'title', 'any'] },
            b: { runner: 'Texts', inputs: { texts: 'a.size' }, outputs: ['size'] },
            c: {
              runner: 'One',
              inputs: { text: { all: ['title', 'i.title'] } },
              outputs: ['size'],
            },
            d: { runner: 'Texts', inputs: { texts: 'i.sizes' }, outputs: ['size'] },
            e: { runner: 'One', inputs: { text: 'i.size' }, outputs: ['size'] },
            f: {
              runner: 'One',
              when: 'a.size > 3 || i.size == "x"',
              inputs: { text: 'i.title' },
              outputs: ['size'],
            },
            g: { runner: 'One', inputs: { text: 'i.any' }, outputs: ['size'] },
          },
        },
      },
      { runners },
    );
    expect(
      E.isLeft(found) ? found.left.diagnostics.map(({ message }) => message) : [],
    ).to.deep.equal([
      '`>` takes numbers or strings, not `a.size` (a list)',
      'cannot compare `i.size` (a number) with `"x"` (a string)',
      '`a.size` gives `Array<(number | null)>`, but port `texts` of runner `Texts` takes `Array<string>`',
      '`all` gives a list, but port `text` of runner `One` takes `string`',
      '`i.sizes` gives `Array<number>`, but port `texts` of runner `Texts` takes `Array<string>`',
      '`i.size` gives `number`, but port `text` of runner `One` takes `string`',
    ]);
  });

  it('are checked by a runner itself where nothing else is wrong, and its check may throw', () => {
    const picky = (name: string, check: Runner['check']): Runner => ({
      name,
      ...(check === undefined ? {} : { check }),
      run: () => ({}),
    });
    const few = picky('Few', ({ inputs, outputs }) =>
      inputs.length < outputs.length
        ? [{ message: `${inputs.join()} cannot give ${outputs.join()}` }]
        : [],
    );
    const broken = picky('Broken', () => {
      throw new Error('no check');
    });
    return expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: [x]
        outputs: [a.y, b.y, c.y]
        components:
          - a: { runner: Few, inputs: { port: x }, outputs: [y, z] }
          - b: { runner: Broken, inputs: [x], outputs: [y] }
          - c: { runner: Few, inputs: { port: w }, outputs: [y, z] }
      `,
      [
        'error[bad-wiring]: port cannot give y,z',
        ' --> p.yaml:6:7',
        '  |',
        '6 |     - a: { runner: Few, inputs: { port: x }, outputs: [y, z] }',
        '  |       ^ not as `Few` takes it',
        '',
        'error[bad-wiring]: the check of runner `Broken` threw: no check',
        ' --> p.yaml:7:7',
        '  |',
        '7 |     - b: { runner: Broken, inputs: [x], outputs: [y] }',
        '  |       ^ not as `Broken` takes it',
        '',
        'error[unknown-input]: the pipeline has no input `w`',
        ' --> p.yaml:8:41',
        '  |',
        '8 |     - c: { runner: Few, inputs: { port: w }, outputs: [y, z] }',
        '  |                                         ^ unknown input',
        '  = did you mean `x`?',
      ],
      { runners: new Registry([few, broken]) },
    );
  });

  it('need no param that may be among those that could not be read', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { page: }
        outputs: [a.text, b.text]
        components:
          - a: { runner: Reader, inputs: [page], outputs: [text], params: { model: m, model: n, threshold: high } }
          - b: { runner: Reader, inputs: [page], outputs: [text], params: { <<: m } }
      `,
      [
        'error[duplicate-key]: the key `model` appears here twice',
        ' --> p.yaml:6:81',
        '  |',
        '6 | …], outputs: [text], params: { model: m, model: n, threshold: high } }',
        '  |                                          ^^^^^ the second',
        ' ::: p.yaml:6:71',
        '  |',
        '6 | …uts: [page], outputs: [text], params: { model: m, model: n, threshold: high } }',
        '  |                                          ----- the first',
        '  = keep one of them',
        '',
        'error[bad-params]: param `threshold` of runner `Reader` must be `number`',
        ' --> p.yaml:6:102',
        '  |',
        '6 | …arams: { model: m, model: n, threshold: high } }',
        '  |                                          ^^^^ expected `number`',
        '',
        'error[unknown-key]: `params` of `b` has a merge key `<<`',
        ' --> p.yaml:7:71',
        '  |',
        '7 |     - b: { runner: Reader, inputs: [page], outputs: [text], params: { <<: m } }',
        '  |                                                                       ^^ merge keys are not YAML 1.2',
        '  = write out what is meant',
        '  = if it is a key like any other, put it in quotes: `"<<"`',
      ],
      { runners },
    ));

  it('bring params with them: unknown ones, missing ones and wrong ones are told', () =>
    expectDiagnostics(
      `
      pipeline:
        name: P
        inputs: { page: }
        outputs: [a.text, b.text, c.text, d.text]
        components:
          - a: { runner: Reader, inputs: [page], outputs: [text], params: { modle: m, colour: 1, threshold: high } }
          - b: { runner: Reader, inputs: [page], outputs: [text] }
          - c:
              runner: Reader
              inputs: [page]
              outputs: [text]
              params: { model: 7, threshold: high, words: [a, 1] }
          - d: { runner: Reader, inputs: [page], outputs: [text], params: [model: m, threshold: ~] }
      `,
      [
        'error[bad-params]: runner `Reader` has no param `modle`',
        ' --> p.yaml:6:71',
        '  |',
        '6 | …uts: [page], outputs: [text], params: { modle: m, colour: 1, threshold: high } }',
        '  |                                          ^^^^^ unknown param',
        '  = did you mean `model`?',
        '  = its params are `model`, `threshold` and `words`',
        '',
        'error[bad-params]: runner `Reader` has no param `colour`',
        ' --> p.yaml:6:81',
        '  |',
        '6 | …], outputs: [text], params: { modle: m, colour: 1, threshold: high } }',
        '  |                                          ^^^^^^ unknown param',
        '  = its params are `model`, `threshold` and `words`',
        '',
        'error[bad-params]: param `threshold` of runner `Reader` must be `number`',
        ' --> p.yaml:6:103',
        '  |',
        '6 | …rams: { modle: m, colour: 1, threshold: high } }',
        '  |                                          ^^^^ expected `number`',
        '',
        'error[bad-params]: runner `Reader` needs param `model`',
        ' --> p.yaml:7:7',
        '  |',
        '7 |     - b: { runner: Reader, inputs: [page], outputs: [text] }',
        '  |       ^ `model` is missing',
        '',
        'error[bad-params]: param `model` of runner `Reader` must be `string`',
        '  --> p.yaml:12:26',
        '   |',
        '12 |         params: { model: 7, threshold: high, words: [a, 1] }',
        '   |                          ^ expected `string`',
        '',
        'error[bad-params]: param `threshold` of runner `Reader` must be `number`',
        '  --> p.yaml:12:40',
        '   |',
        '12 |         params: { model: 7, threshold: high, words: [a, 1] }',
        '   |                                        ^^^^ expected `number`',
        '',
        'error[bad-params]: param `words.1` of runner `Reader` must be `string`',
        '  --> p.yaml:12:57',
        '   |',
        '12 |         params: { model: 7, threshold: high, words: [a, 1] }',
        '   |                                                         ^ expected `string`',
        '',
        'error[bad-params]: param `threshold` of runner `Reader` must be `number`',
        '  --> p.yaml:13:91',
        '   |',
        '13 |     - d: { runner: Reader, inputs: [page], outputs: [text], params: [model: m, threshold: ~] }',
        '   |                                                                                           ^ expected `number`',
      ],
      { runners },
    ));
});
