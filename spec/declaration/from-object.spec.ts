import { expect } from 'chai';

import { loadObject, orThrow } from '../../lib/load.js';
import { anyRunner } from '../../lib/runners/registry.js';
import { expectDiagnosticsOfObject } from '../expect-diagnostics.js';

const sound = {
  pipeline: {
    name: 'P',
    inputs: ['page'],
    outputs: ['ocr.text'],
    components: [{ ocr: { runner: 'R', inputs: ['page'], outputs: ['text'] } }],
  },
};

class Model {
  readonly name = 'R';
}

describe('an object declared in code', () => {
  it('is read as the same YAML would be', async () => {
    const { graph, findings } = orThrow(await loadObject(sound, { runners: anyRunner }));
    expect(graph.components.map(({ name }) => name)).to.deep.equal(['ocr']);
    expect(findings.diagnostics).to.deep.equal([]);
    expect(findings.source.text).to.equal(undefined);
  });

  it('may have no prototype, or be frozen, or use one object twice', async () => {
    const body = Object.freeze({ runner: 'R', inputs: ['page'], outputs: ['text'] });
    const components = Object.assign(Object.create(null) as object, { ocr: body, again: body });
    const value = { pipeline: { ...sound.pipeline, components } };
    const { graph } = orThrow(await loadObject(value, { runners: anyRunner }));
    expect(graph.components.map(({ name }) => name)).to.deep.equal(['ocr', 'again']);
  });

  it('may have properties that are undefined: they are absent', () =>
    expectDiagnosticsOfObject(
      {
        pipeline: {
          ...sound.pipeline,
          description: undefined,
          components: {
            ocr: { runner: undefined, inputs: ['page'], outputs: ['text'], timeout: undefined },
          },
        },
      },
      [
        'error[missing-key]: `ocr` has no `runner`',
        '--> object: pipeline.components.ocr `runner` is missing',
        ' = add `runner: …`, the name of a runner, or `pipeline: …`, the path of another pipeline',
      ],
    ));

  it('has paths for places', () =>
    expectDiagnosticsOfObject(
      {
        pipeline: {
          name: 'P',
          inputs: ['page', 'page'],
          outputs: { 'the text': 'ocr.text', text: 'ocr.txt' },
          components: [
            { ocr: { runner: 7, inputs: ['pag'], outputs: ['text'], timout: '3s' } },
            { 'a b': { runner: 'R', inputs: ['orc.text'], outputs: [] } },
          ],
        },
      },
      [
        'error[duplicate-name]: two inputs are named `page`',
        '--> object: pipeline.inputs[1] the second',
        '::: object: pipeline.inputs[0] the first',
        ' = give one of them another name',
        '',
        'error[invalid-name]: `the text` cannot be the name of an output',
        '--> object: pipeline.outputs["the text"] not a name',
        ' = did you mean `the_text`?',
        ' = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`',
        '',
        'error[wrong-type]: `runner` of `ocr` must be the name of a runner, not the number 7',
        '--> object: pipeline.components[0].ocr.runner expected the name of a runner',
        ' = if it is meant as a string, put it in quotes',
        '',
        'error[unknown-key]: `ocr` has no key `timout`',
        '--> object: pipeline.components[0].ocr.timout unknown key',
        ' = did you mean `timeout`?',
        '',
        'error[invalid-name]: `a b` cannot be the name of a component',
        '--> object: pipeline.components[1]["a b"] not a name',
        ' = did you mean `a_b`?',
        ' = a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`',
        '',
        'error[unknown-input]: the pipeline has no input `pag`',
        '--> object: pipeline.components[0].ocr.inputs[0] unknown input',
        ' = did you mean `page`?',
        '',
        'error[unknown-output]: `ocr` publishes no `txt`',
        '--> object: pipeline.outputs.text unknown output',
        '::: object: pipeline.components[0].ocr this component',
        ' = did you mean `ocr.text`?',
        ' = `ocr` publishes `text`',
      ],
    ));

  it('says what may stand in place of what code has, and at which place in it', async () => {
    const a = { runner: 'PassThrough', inputs: ['page'], outputs: ['page'] };
    const body = { name: 'Page', inputs: ['page'], outputs: ['a.page'], components: { a } };
    const pipeline = orThrow(await loadObject({ pipeline: body }));
    const components = {
      plain: { pipeline: { pipeline: body }, inputs: ['page'], outputs: ['page'] },
      early: { pipeline: loadObject({ pipeline: body }), inputs: ['page'], outputs: ['page'] },
      like: { pipeline: { graph: 1, findings: 2 }, inputs: ['page'], outputs: ['page'] },
      there: { runner: pipeline, inputs: ['page'], outputs: ['page'] },
      asked: { ...a, when: () => true },
    };
    await expectDiagnosticsOfObject(
      { pipeline: { name: 'P', inputs: ['page'], outputs: ['asked.page'], components } },
      [
        'error[wrong-type]: `pipeline` of `plain` must be a path, or a pipeline that was loaded, not a map',
        '--> object: pipeline.components.plain.pipeline expected a path, or a pipeline that was loaded',
        ' = a pipeline is what `orThrow(await loadFile(…))` gives, or `loadObject` of an object',
        '',
        'error[wrong-type]: `pipeline` of `early` must be a path, or a pipeline that was loaded, not an instance of Promise',
        '--> object: pipeline.components.early.pipeline expected a path, or a pipeline that was loaded',
        ' = a pipeline is what `orThrow(await loadFile(…))` gives, or `loadObject` of an object',
        '',
        'error[wrong-type]: `pipeline` of `like` must be a path, or a pipeline that was loaded, not a map',
        '--> object: pipeline.components.like.pipeline expected a path, or a pipeline that was loaded',
        ' = a pipeline is what `orThrow(await loadFile(…))` gives, or `loadObject` of an object',
        '',
        'error[wrong-type]: `runner` of `there` must be the name of a runner, not a pipeline',
        '--> object: pipeline.components.there.runner expected the name of a runner',
        ' = a pipeline is named under `pipeline`',
        '',
        'error[wrong-type]: `when` of `asked` must be a condition, not a function',
        '--> object: pipeline.components.asked.when expected a condition',
        " = a condition is a string, such as `'ocr.confidence < 0.8'`",
      ],
    );
  });

  it('names a pipeline within by its own name', async () => {
    const a = { runner: 'PassThrough', inputs: ['page'], outputs: ['page'] };
    const body = { name: 'Reading a page', inputs: ['page'], outputs: { page: 'a.page' } };
    const pipeline = orThrow(await loadObject({ pipeline: { ...body, components: { a } } }));
    const read = { pipeline, inputs: ['page'], outputs: ['page'] };
    const outer = { name: 'P', inputs: ['page'], outputs: ['read.page'] };
    const { graph } = orThrow(await loadObject({ pipeline: { ...outer, components: { read } } }));
    expect(graph.components.map(({ runner }) => runner.name)).to.deep.equal(['Reading a page']);
    await expectDiagnosticsOfObject(
      {
        pipeline: {
          ...outer,
          components: {
            read: {
              ...read,
              inputs: { pge: 'page' },
              params: { psm: 6 },
              hedge: '2s',
              batch: { size: 2 },
              thread: true,
            },
          },
        },
      },
      [
        'error[bad-wiring]: `hedge` does not go with `pipeline`',
        '--> object: pipeline.components.read.hedge for runners',
        ' = two attempts at a pipeline would have the same name; set it on its own components',
        '',
        'error[bad-wiring]: `batch` does not go with `pipeline`',
        '--> object: pipeline.components.read.batch.size for runners',
        ' = set it on its own components',
        '',
        'error[bad-wiring]: `thread` does not go with `pipeline`',
        '--> object: pipeline.components.read.thread for runners',
        ' = set it on its own components',
        '',
        'error[unknown-port]: pipeline `Reading a page` has no input `pge`',
        '--> object: pipeline.components.read.inputs.pge unknown port',
        ' = did you mean `page`?',
        ' = its inputs are `page`',
        ' = to wire other names, write inputs as a map from ports to references',
        '',
        'error[bad-params]: `read` is a pipeline and has no params',
        '--> object: pipeline.components.read.params.psm for runners',
        ' = set it on its own components',
      ],
    );
  });

  it('may hold nothing that is not plain data', () =>
    expectDiagnosticsOfObject(
      {
        pipeline: {
          name: Symbol('P'),
          inputs: new Set(['page']),
          outputs: [undefined, () => 'ocr.text'],
          components: [
            {
              ocr: {
                runner: new Model(),
                inputs: [10n],
                outputs: new Date(0),
                params: { model: new Model(), run: () => 1, at: [new Map()] },
              },
            },
          ],
        },
      },
      [
        'error[wrong-type]: `name` of the pipeline must be a title, not a symbol',
        '--> object: pipeline.name expected a title',
        '',
        'error[wrong-type]: `inputs` of the pipeline must be a list of names, or a map from names to `{ type, default, description }`, not an instance of Set',
        '--> object: pipeline.inputs expected a list or a map',
        '',
        'error[wrong-type]: an item of `outputs` of the pipeline must be a reference, not undefined',
        '--> object: pipeline.outputs[0] expected a reference',
        ' = a reference is `input` or `component.output`',
        '',
        'error[wrong-type]: an item of `outputs` of the pipeline must be a reference, not a function',
        '--> object: pipeline.outputs[1] expected a reference',
        ' = a reference is `input` or `component.output`',
        '',
        'error[wrong-type]: `runner` of `ocr` must be the name of a runner, not an instance of Model',
        '--> object: pipeline.components[0].ocr.runner expected the name of a runner',
        ' = pass runners to the function that loads the pipeline, as `{ runners: new Registry([…]) }`, and name them here',
        '',
        'error[wrong-type]: an item of `inputs` of `ocr` must be a reference, not a bigint',
        '--> object: pipeline.components[0].ocr.inputs[0] expected a reference',
        ' = a reference is `input` or `component.output`',
        '',
        'error[wrong-type]: `outputs` of `ocr` must be a list of names, or a map from names to ports of the runner, not an instance of Date',
        '--> object: pipeline.components[0].ocr.outputs expected a list or a map',
        '',
        'error[wrong-type]: `params` of `ocr` contains an instance of Model',
        '--> object: pipeline.components[0].ocr.params.model expected plain data',
        ' = a declaration contains strings, numbers, booleans, lists and maps',
        '',
        'error[wrong-type]: `params` of `ocr` contains a function',
        '--> object: pipeline.components[0].ocr.params.run expected plain data',
        ' = a declaration contains strings, numbers, booleans, lists and maps',
        '',
        'error[wrong-type]: `params` of `ocr` contains an instance of Map',
        '--> object: pipeline.components[0].ocr.params.at[0] expected plain data',
        ' = a declaration contains strings, numbers, booleans, lists and maps',
      ],
    ));

  it('may be anything at all', async () => {
    await expectDiagnosticsOfObject(undefined, [
      'error[wrong-type]: the declaration must be a map with `pipeline`, not undefined',
      '--> object: (the whole object) expected a map with `pipeline`',
    ]);
    await expectDiagnosticsOfObject(null, [
      'error[wrong-type]: the declaration must be a map with `pipeline`, not nothing',
      '--> object: (the whole object) expected a map with `pipeline`',
    ]);
    await expectDiagnosticsOfObject('pipeline', [
      'error[wrong-type]: the declaration must be a map with `pipeline`, not a string',
      '--> object: (the whole object) expected a map with `pipeline`',
    ]);
    await expectDiagnosticsOfObject(
      () => 1,
      [
        'error[wrong-type]: the declaration must be a map with `pipeline`, not a function',
        '--> object: (the whole object) expected a map with `pipeline`',
      ],
    );
    await expectDiagnosticsOfObject(new Model(), [
      'error[wrong-type]: the declaration must be a map with `pipeline`, not an instance of Model',
      '--> object: (the whole object) expected a map with `pipeline`',
    ]);
    await expectDiagnosticsOfObject(
      [],
      [
        'error[missing-key]: the declaration has no `pipeline`',
        '--> object: (the whole object) `pipeline` is missing',
        ' = add `pipeline: …`',
      ],
    );
    await expectDiagnosticsOfObject({}, [
      'error[missing-key]: the declaration has no `pipeline`',
      '--> object: (the whole object) `pipeline` is missing',
      ' = add `pipeline: …`',
    ]);
  });

  it('may not contain itself', () => {
    const params: Record<string, unknown> = { a: 1 };
    params.self = { list: [params] };
    const components = [{ ocr: { runner: 'R', inputs: ['page'], outputs: ['text'], params } }];
    return expectDiagnosticsOfObject({ pipeline: { ...sound.pipeline, components } }, [
      'error[wrong-type]: `params` of `ocr` contains an object that contains itself',
      '--> object: pipeline.components[0].ocr.params.self.list[0] expected plain data',
      ' = a declaration contains strings, numbers, booleans, lists and maps',
    ]);
  });

  it('may not be nested too deep', () => {
    let deep: unknown[] = [];
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    const params = { deep };
    const components = [{ ocr: { runner: 'R', inputs: ['page'], outputs: ['text'], params } }];
    return expectDiagnosticsOfObject({ pipeline: { ...sound.pipeline, components } }, [
      'error[wrong-type]: `params` of `ocr` contains an object nested too deep',
      '--> object: pipeline.components[0].ocr.params.deep[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0] expected plain data',
      ' = a declaration contains strings, numbers, booleans, lists and maps',
    ]);
  });

  it('keeps __proto__ as a key like any other', async () => {
    const params: unknown = JSON.parse('{ "__proto__": { "polluted": true } }');
    const components = { ocr: { runner: 'R', inputs: ['page'], outputs: ['text'], params } };
    const value = { pipeline: { ...sound.pipeline, components } };
    const { graph } = orThrow(await loadObject(value, { runners: anyRunner }));
    expect(Object.keys(graph.components[0]?.params ?? {})).to.deep.equal(['__proto__']);
    expect(({} as { polluted?: unknown }).polluted).to.equal(undefined);
  });

  it('is not changed by being read', async () => {
    const before = structuredClone(sound);
    await loadObject(sound, { runners: anyRunner });
    expect(sound).to.deep.equal(before);
  });
});
