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

const one = (more: object): object => ({
  pipeline: { ...pipeline, components: { ocr: { ...component, ...more } } },
});
const chosen = (selector: object): object => ({
  pipeline: { ...pipeline, outputs: { text: selector } },
});

/** The same with each map of the format as a list; `params` holds maps of its own. */
const inLists = (value: unknown, key?: string): unknown => {
  if (Array.isArray(value)) return value.map((item) => inLists(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).map(([name, inner]: [string, unknown]) => ({
    [name]: key === 'params' ? inner : inLists(inner, name),
  }));
};

const soundFlow: Readonly<Record<string, object>> = {
  'a condition': one({ when: 'page > 1', onFailure: 'omit' }),
  'a map over a port': one({ map: 'page' }),
  'a map over ports': one({ map: ['page'] }),
  'a map with all its keys': one({ map: { over: 'page', concurrency: 2, onFailure: 'omit' } }),
  fallbacks: one({ fallback: [{ runner: 'S', params: { psm: 6 }, timeout: 10, retry: 1 }] }),
  'a repetition': one({ repeat: { until: 'text > 1', atMost: 2, carry: { page: 'text' } } }),
  'a hedge': one({ hedge: '20ms' }),
  'the first of several': chosen({ first: ['ocr.text', 'page'] }),
  'the first in time': chosen({ race: ['ocr.text', 'page'] }),
  'all of several': chosen({ all: ['ocr.text', 'page'] }),
  'enough of several': chosen({ all: ['ocr.text', 'page'], atLeast: 1 }),
  'a value that may be missing': chosen({ maybe: 'ocr.text' }),
  'a selector of a port': one({ inputs: { page: { first: ['page', 'page'] } } }),
};

const unsoundFlow: Readonly<Record<string, object>> = {
  'a condition that is a boolean': one({ when: true }),
  'both a runner and a pipeline': one({ pipeline: './page.yaml' }),
  'a map without ports': one({ map: { concurrency: 2 } }),
  'a map over nothing': one({ map: [] }),
  'an unknown key of a map': one({ map: { over: 'page', parallel: 2 } }),
  'a map that goes on': one({ map: { over: 'page', onFailure: 'continue' } }),
  'a fallback without a runner': one({ fallback: [{ timeout: 10 }] }),
  'a fallback by name': one({ fallback: ['S'] }),
  'a repetition without an end': one({ repeat: { until: 'text > 1', carry: {} } }),
  'a hedge after nothing': one({ hedge: 0 }),
  'a batch without a size': one({ batch: { wait: '1s' } }),
  'a batch that is a number': one({ batch: 16 }),
  'what a failure does, as a boolean': one({ onFailure: true }),
  'two selectors in one': chosen({ first: ['page'], race: ['page'] }),
  'an unknown selector': chosen({ any: ['page'] }),
  'a selector of nothing': chosen({ first: [] }),
  'a selector of one that is no list': chosen({ all: 'page' }),
  'enough of nothing': chosen({ atLeast: 2 }),
  'enough of what is no list': chosen({ first: ['page'], atLeast: 1 }),
};

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

  for (const [what, object] of Object.entries(soundFlow))
    it(`takes in both styles, as the decoder does, ${what}`, async () => {
      for (const styled of [object, inLists(object)]) {
        expect(validate(styled), JSON.stringify(validate.errors)).to.equal(true);
        expect(E.isRight(await loadObject(styled, { runners: anyRunner }))).to.equal(true);
      }
    });

  for (const [what, object] of Object.entries(unsoundFlow))
    it(`refuses in both styles, as the decoder does, ${what}`, async () => {
      for (const styled of [object, inLists(object)]) {
        expect(validate(styled), JSON.stringify(styled)).to.equal(false);
        expect(E.isLeft(await loadObject(styled, { runners: anyRunner }))).to.equal(true);
      }
    });

  it('takes a pipeline within and a batch, which need what is loaded with them', () => {
    const { inputs, outputs } = component;
    for (const body of [
      { pipeline: './page.yaml', inputs, outputs },
      { ...component, batch: { size: 2, wait: '20ms' } },
    ]) {
      const object = { pipeline: { ...pipeline, components: { ocr: body } } };
      expect(validate(object), JSON.stringify(validate.errors)).to.equal(true);
      expect(validate(inLists(object)), JSON.stringify(validate.errors)).to.equal(true);
    }
  });

  it('says of each key what it is', () => {
    const silent: string[] = [];
    const walk = (schema: unknown, way: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      for (const [key, inner] of Object.entries(schema)) {
        if (key === 'properties')
          for (const [name, { description }] of Object.entries(
            inner as Record<string, { description?: string }>,
          ))
            if (description === undefined) silent.push(`${way}.${name}`);
        walk(inner, `${way}.${key}`);
      }
    };
    walk(jsonSchema(), '');
    expect(silent).to.deep.equal([]);
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
