import fc from 'fast-check';

/** A condition as the specs make it up, independent of how the library holds one. */
export type Made =
  | { readonly is: 'value'; readonly value: null | boolean | number | string }
  | { readonly is: 'list'; readonly of: readonly Made[] }
  | { readonly is: 'name'; readonly name: string }
  | { readonly is: 'variable'; readonly name: string }
  | { readonly is: 'field'; readonly of: Made; readonly field: string }
  | { readonly is: 'element'; readonly of: Made; readonly index: Made }
  | { readonly is: 'prefix'; readonly sign: '!' | '-'; readonly of: Made }
  | { readonly is: 'infix'; readonly sign: string; readonly left: Made; readonly right: Made }
  | { readonly is: 'size'; readonly of: Made }
  | { readonly is: 'has'; readonly of: Made }
  | {
      readonly is: 'loop';
      readonly kind: 'all' | 'exists';
      readonly over: Made;
      readonly holds: Made;
    };

export const names = ['n', 'q', 'flag', 'a.x', 'b.x'];

const ranks: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  in: 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
};

/** As CEL writes it, with no brackets that are not needed. */
export const textOf = (made: Made, rank = 0): string => {
  switch (made.is) {
    case 'value':
      return JSON.stringify(made.value);
    case 'list':
      return `[${made.of.map((one) => textOf(one)).join(', ')}]`;
    case 'name':
    case 'variable':
      return made.name;
    case 'field':
      return `${textOf(made.of)}.${made.field}`;
    case 'element':
      return `${textOf(made.of)}[${textOf(made.index)}]`;
    case 'prefix':
      return `${made.sign}${textOf(made.of, 7)}`;
    case 'size':
    case 'has':
      return `${made.is}(${textOf(made.of)})`;
    case 'loop':
      return `${textOf(made.over, 8)}.${made.kind}(c, ${textOf(made.holds)})`;
    case 'infix': {
      const own = ranks[made.sign] ?? 0;
      const text = `${textOf(made.left, own)} ${made.sign} ${textOf(made.right, own + 1)}`;
      return own < rank ? `(${text})` : text;
    }
  }
};

const value = fc
  .oneof(
    fc.constantFrom(null, true, false),
    fc.constantFrom('', 'a', 'b', '1'),
    fc.constantFrom(0, 1, 2, 0.5),
  )
  .map((one): Made => ({ is: 'value', value: one }));

const infix = (signs: readonly string[], of: fc.Arbitrary<Made>): fc.Arbitrary<Made> =>
  fc.record({ is: fc.constant('infix'), sign: fc.constantFrom(...signs), left: of, right: of });

/** Conditions that mostly are true or false, and often are absent or fail. */
export const condition: fc.Arbitrary<Made> = fc.letrec<{
  truth: Made;
  number: Made;
  any: Made;
  list: Made;
  path: Made;
}>((tie) => ({
  path: fc.oneof(
    { maxDepth: 3 },
    { weight: 4, arbitrary: fc.constantFrom(...names).map((name): Made => ({ is: 'name', name })) },
    { weight: 1, arbitrary: fc.constant<Made>({ is: 'variable', name: 'c' }) },
    {
      weight: 1,
      arbitrary: fc.record({
        is: fc.constant('field'),
        of: tie('path'),
        field: fc.constantFrom('f', 'g', 'constructor'),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        is: fc.constant('element'),
        of: tie('path'),
        index: fc.constantFrom(0, 1).map((one): Made => ({ is: 'value', value: one })),
      }),
    },
  ),
  any: fc.oneof({ maxDepth: 3 }, value, tie('path'), tie('number'), tie('list'), tie('truth')),
  number: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(0, 1, 2, 0.5).map((one): Made => ({ is: 'value', value: one })),
    tie('path'),
    infix(['+', '-', '*', '/'], tie('number')),
    fc.record({ is: fc.constant('prefix'), sign: fc.constant('-'), of: tie('number') }),
    fc.record({ is: fc.constant('size'), of: tie('list') }),
  ),
  list: fc.oneof(
    { maxDepth: 3 },
    tie('path'),
    fc.record({ is: fc.constant('list'), of: fc.array(tie('any'), { maxLength: 3 }) }),
  ),
  truth: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    fc.constantFrom(true, false).map((one): Made => ({ is: 'value', value: one })),
    fc.constant<Made>({ is: 'name', name: 'flag' }),
    infix(['<', '<=', '>', '>='], tie('number')),
    infix(['==', '!='], tie('any')),
    fc.record({
      is: fc.constant('infix'),
      sign: fc.constant('in'),
      left: tie('any'),
      right: tie('list'),
    }),
    { weight: 3, arbitrary: infix(['&&', '||'], tie('truth')) },
    fc.record({ is: fc.constant('prefix'), sign: fc.constant('!'), of: tie('truth') }),
    fc.record({ is: fc.constant('has'), of: tie('path') }),
    fc.record({
      is: fc.constant('loop'),
      kind: fc.constantFrom('all', 'exists'),
      over: tie('list'),
      holds: tie('truth'),
    }),
  ),
})).truth;

const datum = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, '', 'a', '1'),
  fc.constantFrom(0, 1, 2, 0.5),
  fc.array(fc.constantFrom<unknown>(0, 1, 'a', true, null), { maxLength: 3 }),
  fc.record({ f: fc.constantFrom<unknown>(0, 'a', [1], null) }),
);

/** What the names are worth; those that are missing are absent. */
export const values: fc.Arbitrary<Partial<Record<string, unknown>>> = fc.record(
  {
    n: fc.oneof(fc.constantFrom(0, 1, 2), datum),
    q: datum,
    flag: fc.oneof(fc.boolean(), datum),
    'a.x': datum,
    'b.x': datum,
  },
  { requiredKeys: [] },
);
