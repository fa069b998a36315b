import { readdirSync, readFileSync } from 'node:fs';

import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { parse as parseYaml } from 'yaml';

import { jsonSchema } from '../../lib/declaration/json-schema.js';
import { loadObject } from '../../lib/load.js';
import { anyRunner } from '../../lib/runners/registry.js';

const project = new URL('../../', import.meta.url);
const validate = new Ajv2020({ strict: false }).compile(jsonSchema());

const component = { runner: 'R', inputs: ['page'], outputs: ['text'] };
const pipeline = {
  name: 'x',
  inputs: ['page'],
  outputs: ['ocr.text'],
  components: { ocr: component },
};
const asList = (map: object): object[] =>
  Object.entries(map).map(([key, value]) => ({ [key]: value as unknown }));

// Whether what the schema says of an object and what the decoder says are the same.
const sound: Readonly<Record<string, object>> = {
  'components as a map': { pipeline },
  'components as a list': { pipeline: { ...pipeline, components: [{ ocr: component }] } },
  'lists throughout': {
    pipeline: asList({ ...pipeline, components: [{ ocr: asList(component) }] }),
  },
  'inputs with details': {
    pipeline: { ...pipeline, inputs: { page: { type: 'integer', default: 0, description: 'd' } } },
  },
  'an input with nothing said of it': { pipeline: { ...pipeline, inputs: { page: null } } },
  'every policy': {
    pipeline: {
      ...pipeline,
      concurrency: 2,
      resources: { gpu: 1 },
      timeout: '5m',
      defaults: { timeout: 30, retry: 1 },
      components: {
        ocr: {
          ...component,
          timeout: '500ms',
          resources: { gpu: 1 },
          retry: { attempts: 2, delay: '1s', backoff: 2, maxDelay: '1m', jitter: 0.5 },
          params: { anything: [1, { nested: true }] },
        },
      },
    },
  },
  'notes under x-': { 'x-notes': 1, pipeline: { ...pipeline, 'x-more': [] } },
};

const unsound: Readonly<Record<string, object>> = {
  'an unknown key': { pipeline: { ...pipeline, titel: 'x' } },
  'a missing key': { pipeline: { name: 'x', inputs: [], outputs: [] } },
  'a missing key in lists': { pipeline: asList({ name: 'x', inputs: [], outputs: [] }) },
  'a component without a runner': {
    pipeline: { ...pipeline, components: { ocr: { inputs: [], outputs: [] } } },
  },
  'two components in one item': {
    pipeline: { ...pipeline, components: [{ ocr: component, two: component }] },
  },
  'a number for a name': { pipeline: { ...pipeline, name: 7 } },
  'a reference with two dots': { pipeline: { ...pipeline, outputs: ['a.b.c'] } },
  'a component with a space in its name': {
    pipeline: { ...pipeline, components: { 'image ocr': component } },
  },
  'a path for a runner': {
    pipeline: { ...pipeline, components: { ocr: { ...component, runner: './ocr.js' } } },
  },
  'a duration without a unit that there is': { pipeline: { ...pipeline, timeout: '5 minutes' } },
  'a timeout of nothing': { pipeline: { ...pipeline, timeout: 0 } },
  'a negative number of attempts': { pipeline: { ...pipeline, defaults: { retry: -1 } } },
  'an unknown type': { pipeline: { ...pipeline, inputs: { page: { type: 'text' } } } },
};

describe('the JSON Schema', () => {
  for (const [what, object] of Object.entries(sound))
    it(`takes, as the decoder does, ${what}`, async () => {
      expect(validate(object), JSON.stringify(validate.errors)).to.equal(true);
      expect(E.isRight(await loadObject(object, { runners: anyRunner }))).to.equal(true);
    });

  for (const [what, object] of Object.entries(unsound))
    it(`refuses, as the decoder does, ${what}`, async () => {
      expect(validate(object)).to.equal(false);
      expect(E.isLeft(await loadObject(object, { runners: anyRunner }))).to.equal(true);
    });

  const examples = readdirSync(new URL('examples', project), { recursive: true })
    .map(String)
    // What a sweep sets is no declaration.
    .filter((name) => name.endsWith('.yaml') && !name.endsWith('sweep.yaml'));
  for (const name of examples)
    it(`takes the example ${name}`, () => {
      const text = readFileSync(new URL(`examples/${name}`, project), 'utf8');
      expect(validate(parseYaml(text)), JSON.stringify(validate.errors)).to.equal(true);
    });

  it('ships in the package as it is', () => {
    const shipped = JSON.parse(readFileSync(new URL('schema.json', project), 'utf8')) as unknown;
    expect(shipped, 'run `npm run schema`').to.deep.equal(jsonSchema());
  });
});
