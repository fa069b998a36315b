import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

import { paramSettings } from '../../lib/cli/files/set-params.js';
import { type ParamSetting, type SetParams, settingsOf } from '../../lib/declaration/set-params.js';
import { parse } from '../../lib/declaration/yaml/parse.js';
import { formatDiagnostics } from '../../lib/diagnostics/format.js';
import { Source } from '../../lib/diagnostics/source.js';
import { loadObject, loadText, orThrow } from '../../lib/load.js';
import { Registry } from '../../lib/runners/registry.js';
import { dedent, expectDiagnostics } from '../expect-diagnostics.js';

const runner = {
  name: 'Ocr',
  params: t.partial({
    psm: t.number,
    prompt: t.string,
    languages: t.array(t.string),
    crop: t.partial({ left: t.number, top: t.number }),
  }),
  run: () => ({}),
};
const runners = new Registry([runner]);

const declaration = dedent(`
  pipeline:
    name: P
    inputs: [page]
    outputs: [ocr.text]
    components:
      - ocr:
          runner: Ocr
          inputs: [page]
          outputs: [text]
          params:
            - psm: 3
            - crop: { left: 1, top: 2 }
  `);

const paramsWith = async (set: SetParams | readonly ParamSetting[]): Promise<unknown> =>
  orThrow(await loadText(declaration, { runners, set })).graph.components[0]?.params;

const flags = (...set: readonly string[]): readonly ParamSetting[] => paramSettings({ set });

describe('params that are set from outside', () => {
  it('take the place of those in the declaration, beside the rest of them', async () => {
    expect(await paramsWith({ ocr: { psm: 6, languages: ['eng'] } })).to.deep.equal({
      psm: 6,
      languages: ['eng'],
      crop: { left: 1, top: 2 },
    });
  });

  it('are written in either style, also those of a pipeline within', async () => {
    const inner = orThrow(await loadText(declaration, { runners }));
    const outer = {
      pipeline: {
        name: 'Outer',
        inputs: ['page'],
        outputs: ['read.text'],
        components: {
          read: { pipeline: inner, inputs: ['page'], outputs: { text: 'ocr.text' } },
          ocr: { runner: 'Ocr', inputs: ['page'], outputs: ['text'] },
        },
      },
    };
    for (const text of [
      'ocr: { psm: 6, prompt: x }',
      '- ocr: { psm: 6, prompt: x }',
      '- ocr:\n    - psm: 6\n    - prompt: x\n',
    ]) {
      const root = parse(text, 'yaml');
      if (E.isLeft(root)) throw new Error(text);
      const set = [{ source: new Source('set.yaml', text), root: root.right }];
      expect(await paramsWith(set), text).to.deep.equal({
        psm: 6,
        prompt: 'x',
        crop: { left: 1, top: 2 },
      });
      const { graph } = orThrow(await loadObject(outer, { runners, set }));
      expect(graph.components.find(({ name }) => name === 'ocr')?.params).to.deep.equal({
        psm: 6,
        prompt: 'x',
      });
    }
    const list = [{ ocr: [{ psm: 6 }] }] as unknown as SetParams;
    expect(await paramsWith(list)).to.deep.include({ psm: 6 });
  });

  it('are those of a pipeline within that a file names, in either style', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-'));
    try {
      writeFileSync(join(folder, 'inner.yaml'), declaration);
      const outer = `
pipeline:
  name: Outer
  inputs: [page]
  outputs: [read.text]
  components:
    read: { pipeline: ./inner.yaml, inputs: [page], outputs: { text: ocr.text } }
`;
      for (const text of ['read/ocr: { psm: 6 }', '- read/ocr:\n    - psm: 6\n']) {
        const root = parse(text, 'yaml');
        if (E.isLeft(root)) throw new Error(text);
        const set = [{ source: new Source('set.yaml', text), root: root.right }];
        const loaded = await loadText(outer, { runners, set, directory: folder });
        const { pipeline } = orThrow(loaded).graph.components[0] ?? {};
        expect(pipeline?.components[0]?.params, text).to.deep.include({ psm: 6 });
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('are merged where both are maps', async () => {
    expect(await paramsWith({ ocr: { crop: { top: 9 } } })).to.deep.equal({
      psm: 3,
      crop: { left: 1, top: 9 },
    });
  });

  it('leave the declaration as it is where nothing is set', async () => {
    expect(await paramsWith({})).to.deep.equal({ psm: 3, crop: { left: 1, top: 2 } });
  });

  it('are read from assignments as the file would read them, the last one counting', async () => {
    const set = flags('ocr.psm=6', 'ocr.psm=7', 'ocr.crop.left=0.5', 'ocr.languages=[eng, "7"]');
    expect(await paramsWith(set)).to.deep.equal({
      psm: 7,
      crop: { left: 0.5, top: 2 },
      languages: ['eng', '7'],
    });
  });

  for (const text of [
    'Answer: yes',
    'a # b',
    '*',
    '!x',
    '| y',
    '',
    '- a',
    'yes',
    'a=b.c',
    '2 b: 3',
  ])
    it(`take \`${text}\` for a text`, async () => {
      expect(await paramsWith(flags(`ocr.prompt=${text}`))).to.have.property('prompt', text);
    });

  it('are told to be a map where code names them as the command line does', async () => {
    await expectDiagnostics(
      declaration,
      [
        'error[unknown-component]: no component is named `ocr.psm`',
        '--> set: ["ocr.psm"] unknown component',
        ' = params of a component are a map: `ocr: { psm: … }`',
      ],
      { runners, set: { 'ocr.psm': 1 } as unknown as SetParams },
    );
  });

  it('are checked like those in the file, at the place where they were set', async () => {
    const set = flags('ocr.pms=6', 'ocr.crop.left=no', 'ocrs.psm=1');
    await expectDiagnostics(
      declaration,
      [
        'error[unknown-component]: no component is named `ocrs`',
        ' --> --set:1:1',
        '  |',
        '1 | ocrs.psm=1',
        '  | ^^^^ unknown component',
        '  = did you mean `ocr`?',
        '',
        'error[bad-params]: runner `Ocr` has no param `pms`',
        ' --> --set:1:5',
        '  |',
        '1 | ocr.pms=6',
        '  |     ^^^ unknown param',
        '  = did you mean `psm`?',
        '  = its params are `psm`, `prompt`, `languages` and `crop`',
        '',
        'error[bad-params]: param `crop.left` of runner `Ocr` must be `number`',
        ' --> --set:1:15',
        '  |',
        '1 | ocr.crop.left=no',
        '  |               ^^ expected `number`',
      ],
      { runners, set },
    );
  });

  describe('of a runner that does not say which it takes', () => {
    const plain = dedent(`
      pipeline:
        name: P
        inputs: [page]
        outputs: [ocr.text, layout.text]
        components:
          ocr:
            { runner: Plain, inputs: [page], outputs: [text], params: { psm: 3, crop: { left: 1 } } }
          layout: { runner: Plain, inputs: [page], outputs: [text] }
      `);
    const options = { runners: new Registry([{ name: 'Plain', run: () => ({}) }]) };

    it('are taken as they are where the pipeline has such ones', async () => {
      const set = flags('ocr.psm=6', 'ocr.crop.left=2', 'ocr.crop=none');
      await expectDiagnostics(plain, [], { ...options, set });
    });

    it('are told of, and given, where nothing says that there are such ones', async () => {
      const set = flags('ocr.pms=6', 'ocr.crop.lefd=2', 'layout.psm=1');
      const taken = '= its runner does not declare its params, and the pipeline sets';
      await expectDiagnostics(
        plain,
        [
          'warning[undeclared-param]: `ocr` is not known to have a param `pms`',
          ' --> --set:1:5',
          '  |',
          '1 | ocr.pms=6',
          '  |     ^^^ unknown param',
          '  = did you mean `psm`?',
          `  ${taken} \`psm\` and \`crop\`: this one is passed to it all the same`,
          '',
          'warning[undeclared-param]: `ocr.crop` is not known to have a param `lefd`',
          ' --> --set:1:10',
          '  |',
          '1 | ocr.crop.lefd=2',
          '  |          ^^^^ unknown param',
          '  = did you mean `left`?',
          `  ${taken} \`left\`: this one is passed to it all the same`,
          '',
          'warning[undeclared-param]: `layout` is not known to have a param `psm`',
          ' --> --set:1:8',
          '  |',
          '1 | layout.psm=1',
          '  |        ^^^ unknown param',
          `  ${taken} none: this one is passed to it all the same`,
        ],
        { ...options, set },
      );
      const { graph } = orThrow(await loadText(plain, { ...options, set }));
      expect(graph.components.map(({ params }) => params)).to.deep.equal([
        { psm: 3, pms: 6, crop: { left: 1, lefd: 2 } },
        { psm: 1 },
      ]);
    });

    it('are not told of where all runners are elsewhere', async () => {
      await expectDiagnostics(plain, [], { set: flags('ocr.pms=6') });
    });
  });

  it('are told by their path where code sets them', async () => {
    await expectDiagnostics(
      declaration,
      [
        'error[bad-params]: param `psm` of runner `Ocr` must be `number`',
        '--> set: ocr.psm expected `number`',
      ],
      { runners, set: { ocr: { psm: 'six' } } },
    );
  });

  it('are told where they were set, also where they stand beside what is declared', async () => {
    const shape = t.type({ env: t.string });
    const token = new t.Type<{ readonly env: string }>(
      'a token',
      shape.is,
      (value, context) => (shape.is(value) ? t.success(value) : t.failure(value, context)),
      t.identity,
    );
    await expectDiagnostics(
      declaration.replace('psm: 3', 'token: { env: A }').replace(/\n.*crop.*/, ''),
      [
        'error[bad-params]: param `token` of runner `Ocr` must be `a token`',
        ' --> --set:1:11',
        '  |',
        '1 | ocr.token.env=1',
        '  |           ^^^ expected `a token`',
      ],
      {
        runners: new Registry([{ ...runner, params: t.type({ token }) }]),
        set: flags('ocr.token.env=1'),
      },
    );
  });

  it('are none of a pipeline within the pipeline', async () => {
    const inner = orThrow(await loadText(declaration, { runners }));
    const component = { pipeline: inner, inputs: ['page'], outputs: { text: 'ocr.text' } };
    const load = loadObject(
      {
        pipeline: {
          name: 'Q',
          inputs: ['page'],
          outputs: ['read.text'],
          components: { read: component },
        },
      },
      { runners, set: flags('read.psm=1', 'read.ocr.psm=2') },
    );
    const loaded = await load;
    const { source, diagnostics } = E.isLeft(loaded) ? loaded.left : loaded.right.findings;
    expect(formatDiagnostics(source, diagnostics).split('\n')).to.deep.equal([
      'error[bad-params]: `read` is a pipeline and has no params',
      ' --> --set:1:6',
      '  |',
      '1 | read.psm=1',
      '  |      ^^^ unknown param',
      '  = to set those of a component in it, write `read/COMPONENT.PARAM=VALUE`',
      '',
      'error[bad-params]: `read` is a pipeline and has no params',
      ' --> --set:1:6',
      '  |',
      '1 | read.ocr.psm=2',
      '  |      ^^^ unknown param',
      '  = to set those of a component in it, write `read/ocr.PARAM=VALUE`',
    ]);
  });

  it('are set once in a file, and components named once', async () => {
    const source = new Source('set.yaml', 'ocr: { psm: 3, psm: 6 }\nocr: { crop: { top: 1 } }\n');
    const root = parse(source.text ?? '');
    if (E.isLeft(root)) throw new Error('it is sound YAML');
    await expectDiagnostics(
      declaration,
      [
        'error[duplicate-key]: the key `psm` appears here twice',
        ' --> set.yaml:1:16',
        '  |',
        '1 | ocr: { psm: 3, psm: 6 }',
        '  |                ^^^ the second',
        ' ::: set.yaml:1:8',
        '  |',
        '1 | ocr: { psm: 3, psm: 6 }',
        '  |        --- the first',
        '  = keep one of them',
        '',
        'error[duplicate-key]: the key `ocr` appears here twice',
        ' --> set.yaml:2:1',
        '  |',
        '2 | ocr: { crop: { top: 1 } }',
        '  | ^^^ the second',
        ' ::: set.yaml:1:1',
        '  |',
        '1 | ocr: { psm: 3, psm: 6 }',
        '  | --- the first',
        '  = keep one of them',
      ],
      // A later source counts above an earlier one.
      { runners, set: [...flags('ocr.psm=1'), { source, root: root.right }] },
    );
  });

  it('must be a map of params also where others count above them', async () => {
    await expectDiagnostics(
      declaration,
      [
        'error[wrong-type]: params are set by their names',
        '--> set: ocr the number 3, not a map of params',
        ' = write `ocr.PARAM=VALUE`, or a map of params',
      ],
      { runners, set: [...settingsOf({ ocr: 3 } as unknown as SetParams), ...flags('ocr.psm=6')] },
    );
  });

  it('must be a map of components to maps of params', async () => {
    await expectDiagnostics(
      declaration,
      [
        'error[wrong-type]: params are set by their names',
        '--> set: ocr the number 3, not a map of params',
        ' = write `ocr.PARAM=VALUE`, or a map of params',
      ],
      { runners, set: { ocr: 3 } as unknown as SetParams },
    );
  });
});

describe('--set', () => {
  for (const [assignment, message] of [
    ['psm=6', '`--set` takes `component.param=value`, not `psm=6`'],
    ['ocr.psm', '`--set` takes `component.param=value`, not `ocr.psm`'],
    ['ocr..psm=6', '`--set` takes `component.param=value`, not `ocr..psm=6`'],
    [
      'settings.yaml',
      '`--set` takes `component.param=value`, not `settings.yaml`: a file goes after `--set-file`',
    ],
  ] as const)
    it(`refuses \`${assignment}\``, () => {
      expect(() => flags(assignment)).to.throw(message);
    });

  it('tells what is wrong with a list that is written', () => {
    expect(() => flags('ocr.languages=[eng')).to.throw(
      /^the value in `--set` `ocr\.languages=\[eng` cannot be read\n\nerror\[yaml-syntax\]: this bracket is never closed/,
    );
  });

  it('refuses a file that is empty', () => {
    expect(() => paramSettings({ setFile: ['/dev/null'] })).to.throw(
      '`/dev/null` must hold a map from components to params, and is empty',
    );
  });

  it('refuses a file that is not there', () => {
    expect(() => paramSettings({ setFile: ['no/such.yaml'] })).to.throw(
      '`no/such.yaml` cannot be read: there is no such file',
    );
  });
});
