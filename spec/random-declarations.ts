import { distance } from 'fastest-levenshtein';
import fc from 'fast-check';

import { Registry } from '../lib/runners/registry.js';
import {
  type Field,
  fields,
  type Fields,
  items,
  leaf,
  type Piece,
  type Style,
} from './declaration-pieces.js';

/*
 * Random declarations that are sound by construction: components are wired to what stands before
 * them in some hidden order, and declared in another. No two names are near each other, so that a
 * slip of one letter cannot turn one into another, and there is one right suggestion for it.
 */

const isFar = (one: string, other: string): boolean =>
  distance(one.toLowerCase(), other.toLowerCase()) > 3;

const oddNames = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'null',
  'true',
  'a-b',
  '_',
  'X',
];
const word = fc.stringMatching(/^[a-z]{6,9}(_[a-z]{1,3}|-[0-9]{2}|[0-9])?$/);

const names = (count: number): fc.Arbitrary<string[]> =>
  fc.uniqueArray(word, {
    minLength: count,
    maxLength: count,
    comparator: (one, other) => !isFar(one, other),
  });

/** The runners that random declarations name. */
export const runnerNames = ['ImagePreprocessor', 'OCRModel', 'TableFinder', 'Speller', 'Joiner'];
export const registry: Registry = new Registry(
  runnerNames.map((name) => ({ name, run: () => ({}) })),
);

export interface RandomDeclaration {
  readonly root: Fields;
  /** Names of the components, each before those that wait for it. */
  readonly order: readonly string[];
  /** Pairs of names: the second waits for the first. */
  readonly edges: readonly (readonly [string, string])[];
}

const json: fc.Arbitrary<Piece> = fc.letrec<{ value: Piece }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc
      .oneof(
        fc.constantFrom<string | number | boolean | null>(
          '',
          'a b',
          'null',
          '1',
          ': ',
          '# c',
          'é',
          "it's",
          0,
          -1.5,
          true,
          null,
        ),
        fc.string({ unit: 'binary-ascii', maxLength: 8 }),
        fc.integer(),
      )
      .map(leaf),
    fc.array(tie('value'), { maxLength: 3 }).map(items),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom('a', 'key', '__proto__', 'x y', '1'), tie('value')), {
        maxLength: 3,
        selector: ([key]) => key,
      })
      .map((all) =>
        fields(
          // Objects keep keys that look like indexes first, files keep them where they are.
          all.filter(([key]) => key !== '1').map(([key, value]): Field => ({ key, value })),
          { isData: true },
        ),
      ),
  ),
})).value;

const params: fc.Arbitrary<Piece> = fc
  .uniqueArray(
    fc.tuple(fc.constantFrom('model', 'threshold', 'labels', '__proto__', 'to do'), json),
    {
      maxLength: 3,
      selector: ([key]) => key,
    },
  )
  .map((all) => fields(all.map(([key, value]): Field => ({ key, value }))));

const duration = fc.constantFrom('500ms', '30s', '1.5m', '1h', 2, 0.25).map(leaf);

const retry: fc.Arbitrary<Piece> = fc.oneof(
  fc.nat(5).map(leaf),
  fc
    .record(
      {
        attempts: fc.nat(5).map(leaf),
        delay: duration,
        backoff: fc.constantFrom(1, 1.5, 2).map(leaf),
        maxDelay: duration,
        jitter: fc.constantFrom(0, 0.5, 1).map(leaf),
      },
      { requiredKeys: ['attempts'] },
    )
    .map((all) => fields(all)),
);

const sometimes = <A>(arbitrary: fc.Arbitrary<A>): fc.Arbitrary<A | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 3 });

interface Shape {
  readonly inputs: number;
  readonly outputs: readonly number[];
}

const shape: fc.Arbitrary<Shape> = fc.record({
  inputs: fc.integer({ min: 1, max: 4 }),
  outputs: fc.array(fc.constantFrom(1, 1, 1, 2, 3), { minLength: 1, maxLength: 30 }),
});

const details: fc.Arbitrary<Piece> = fc.oneof(
  fc.constant(fields({})),
  fc
    .constantFrom(
      ['string', 'a'],
      ['number', 1.5],
      ['integer', 7],
      ['boolean', false],
      ['json', null],
    )
    .map(([type, value]) => fields({ type: leaf(type as string), default: leaf(value as string) })),
  fc.constant(fields({ type: leaf('number'), description: leaf('how many: # of them') })),
);

const extras = fc.record({
  timeout: sometimes(duration),
  retry: sometimes(retry),
  params: sometimes(params),
  description: sometimes(fc.constantFrom('reads text', 'a: b', '').map(leaf)),
  resources: sometimes(fc.constantFrom(1, 2).map((count) => fields({ gpus: leaf(count) }))),
  'x-note': sometimes(json),
});

interface Chance {
  readonly inputs: readonly number[];
  readonly dependencies: readonly number[];
  readonly isMap: boolean;
  readonly isOutputMap: boolean;
  readonly runner: string;
  readonly extras: Readonly<Record<string, Piece | undefined>>;
}

const chance: fc.Arbitrary<Chance> = fc.record({
  inputs: fc.array(fc.nat(), { maxLength: 4 }),
  dependencies: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.nat(), { maxLength: 2 }) },
  ),
  isMap: fc.boolean(),
  isOutputMap: fc.boolean(),
  runner: fc.constantFrom(...runnerNames),
  extras,
});

const pipelineExtras = fc.record({
  description: sometimes(fc.constant(leaf('what it is for'))),
  concurrency: sometimes(fc.integer({ min: 1, max: 8 }).map(leaf)),
  timeout: sometimes(duration),
  defaults: sometimes(
    fc.record({ timeout: sometimes(duration), retry: sometimes(retry) }).map((all) => fields(all)),
  ),
  'x-notes': sometimes(json),
});

const pick = <A>(all: readonly A[], chance: number): A => {
  const picked = all[chance % all.length];
  if (picked === undefined) throw new Error('nothing to pick from');
  return picked;
};

const unique = <A>(all: readonly A[]): A[] => [...new Set(all)];

/** With `odd`, some names are such as only a careless program trips over. */
export const randomDeclaration = ({ odd = false } = {}): fc.Arbitrary<RandomDeclaration> =>
  shape.chain(({ inputs, outputs }) => {
    const count = inputs + outputs.length + outputs.reduce((sum, one) => sum + one, 0);
    return fc
      .record({
        names: names(count),
        oddly: odd ? fc.shuffledSubarray(oddNames) : fc.constant<string[]>([]),
        chances: fc.array(chance, { minLength: outputs.length, maxLength: outputs.length }),
        details: fc.array(details, { minLength: inputs, maxLength: inputs }),
        areInputsMapped: fc.boolean(),
        areOutputsMapped: fc.boolean(),
        declared: fc.shuffledSubarray(
          outputs.map((_, index) => index),
          { minLength: outputs.length },
        ),
        results: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
        more: pipelineExtras,
      })
      .map((random) => build(inputs, outputs, random));
  });

interface Random {
  readonly names: readonly string[];
  readonly oddly: readonly string[];
  readonly chances: readonly Chance[];
  readonly details: readonly Piece[];
  readonly areInputsMapped: boolean;
  readonly areOutputsMapped: boolean;
  readonly declared: readonly number[];
  readonly results: readonly number[];
  readonly more: Readonly<Record<string, Piece | undefined>>;
}

const build = (inputs: number, outputs: readonly number[], random: Random): RandomDeclaration => {
  // Odd names come first to inputs, components and outputs in turn.
  const all = random.names.map((name, index) => {
    const turn = index % 3 === 0 ? random.oddly[index / 3] : undefined;
    return turn ?? name;
  });
  const take = (): string => all.shift() ?? '';
  const inputNames = Array.from({ length: inputs }, take);
  const available = [...inputNames];
  const order: string[] = [];
  const edges: [string, string][] = [];
  const bodies = outputs.map((published, index): Field => {
    const { extras, ...chance } = pick(random.chances, index);
    const name = take();
    const wired = unique(chance.inputs.map((one) => pick(available, one)));
    const waitsFor = index === 0 ? [] : unique(chance.dependencies.map((one) => pick(order, one)));
    const before = unique([
      ...wired.flatMap((reference) =>
        reference.includes('.') ? [reference.slice(0, reference.indexOf('.'))] : [],
      ),
      ...waitsFor,
    ]);
    for (const one of before) edges.push([one, name]);
    const outputNames = Array.from({ length: published }, take);
    const body = fields({
      runner: leaf(chance.runner),
      inputs:
        chance.isMap && wired.length > 0
          ? fields(
              wired.map((one, port): Field => ({
                key: `port_${'abcd'[port] ?? ''}`,
                value: leaf(one),
              })),
            )
          : items(wired.map(leaf)),
      outputs: chance.isOutputMap
        ? fields(outputNames.map((one, port): Field => ({ key: one, value: leaf(`made_${port}`) })))
        : items(outputNames.map(leaf)),
      dependencies: waitsFor.length > 0 ? items(waitsFor.map(leaf)) : undefined,
      ...extras,
    });
    order.push(name);
    for (const one of outputNames) available.push(`${name}.${one}`);
    return { key: name, value: body };
  });
  const results = unique(random.results.map((one) => pick(available, one)));
  const root = fields({
    pipeline: fields({
      name: leaf('A random pipeline'),
      inputs: random.areInputsMapped
        ? fields(
            inputNames.map((key, index): Field => ({ key, value: pick(random.details, index) })),
          )
        : items(inputNames.map(leaf)),
      outputs: random.areOutputsMapped
        ? fields(results.map((one, index): Field => ({ key: `result_${index}`, value: leaf(one) })))
        : items(results.map(leaf)),
      components: fields(
        random.declared.map((index) => pick(bodies, index)),
        { isListed: true },
      ),
      resources: fields({ gpus: leaf(2) }),
      ...random.more,
    }),
  });
  return { root, order, edges };
};

export const randomStyle: fc.Arbitrary<Style> = fc.record({
  maps: fc.constantFrom('ordinary', 'lists', 'mixed'),
  indent: fc.constantFrom(1, 2, 4),
  outdented: fc.boolean(),
  flow: fc.boolean(),
  quotes: fc.constantFrom('none', 'none', 'single', 'double'),
  comments: fc.boolean(),
});
