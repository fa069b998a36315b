import { expect } from 'chai';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';

import type { Code } from '../lib/diagnostics/codes.js';
import { type Diagnostic, isError } from '../lib/diagnostics/diagnostic.js';
import { formatDiagnostics } from '../lib/diagnostics/format.js';
import { isSpan, type Place, type Span } from '../lib/diagnostics/place.js';
import { type Findings, loadObject, loadText, orThrow } from '../lib/load.js';
import {
  at,
  type Field,
  type Fields,
  items,
  type Items,
  leaf,
  type Leaf,
  type Piece,
  toObject,
  write,
  type Written,
} from './declaration-pieces.js';
import {
  type RandomDeclaration,
  randomDeclaration,
  randomStyle,
  registry,
} from './random-declarations.js';

/*
 * Sound declarations are accepted; with one mistake in them they are rejected for that mistake
 * alone, at its place. MUTATIONS=1000 npx mocha spec/mutations.spec.ts tries more of each kind.
 */

const numRuns = Number(process.env.MUTATIONS ?? 100);

/** Choices that a mutation makes, made ahead so that they can be repeated. */
class Dice {
  private rolled = 0;
  private readonly rolls: readonly number[];

  constructor(rolls: readonly number[]) {
    this.rolls = rolls;
  }

  below(count: number): number {
    this.rolled += 1;
    return (this.rolls[this.rolled % this.rolls.length] ?? 0) % count;
  }

  /** One of them; where there are none, the mutation does not apply. */
  of<A>(all: readonly A[]): A {
    fc.pre(all.length > 0);
    return all[this.below(all.length)] as A;
  }
}

/** What is to be told of a mutated declaration. */
interface Told {
  readonly code: Code | readonly Code[];
  readonly place: (written: Written) => Span;
  /** Whether the original is to be suggested, such that it can take the place of the mistake. */
  readonly isSuggested?: boolean;
}

type Mutation = (declaration: RandomDeclaration, dice: Dice) => Told;

const pipelineOf = ({ root }: RandomDeclaration): Fields => at(root, 'pipeline') as Fields;
const componentsOf = (declaration: RandomDeclaration): Field[] =>
  (at(pipelineOf(declaration), 'components') as Fields).fields;

const bodyOf = (component: Field): Fields => component.value as Fields;

const fieldOf = (owner: Fields, key: string): Field | undefined =>
  owner.fields.find((field) => field.key === key);

/** The maps of fixed keys: each with the field that it is the value of. */
const records = (declaration: RandomDeclaration): { owner: Field; record: Fields }[] => {
  const pipeline = declaration.root.fields[0] as Field;
  const found = [pipeline, ...componentsOf(declaration)].flatMap((owner) => {
    const inner = [owner, fieldOf(owner.value as Fields, 'defaults')];
    const retries = inner.map((one) => one && fieldOf(one.value as Fields, 'retry'));
    return [...inner, ...retries];
  });
  const inputs = at(pipeline.value, 'inputs');
  if (inputs?.kind === 'fields') found.push(...inputs.fields);
  return found.flatMap((owner) =>
    owner?.value.kind === 'fields' ? [{ owner, record: owner.value }] : [],
  );
};

const knownKeys = (record: Fields): Field[] =>
  record.fields.filter(({ key }) => !key.startsWith('x-'));

interface Slot {
  readonly leaf: Leaf;
  readonly role: 'input' | 'output' | 'dependency';
}

const leaves = (piece: Piece | undefined): Leaf[] => {
  if (piece === undefined || piece.kind === 'leaf') return piece === undefined ? [] : [piece];
  const inner = piece.kind === 'items' ? piece.items : piece.fields.map(({ value }) => value);
  return inner.flatMap(leaves);
};

const slots = (declaration: RandomDeclaration): Slot[] => [
  ...leaves(at(pipelineOf(declaration), 'outputs')).map((leaf): Slot => ({ leaf, role: 'output' })),
  ...componentsOf(declaration).flatMap(({ value }) => [
    ...leaves(at(value, 'inputs')).map((leaf): Slot => ({ leaf, role: 'input' })),
    ...leaves(at(value, 'dependencies')).map((leaf): Slot => ({ leaf, role: 'dependency' })),
  ]),
];

const references = (declaration: RandomDeclaration): Slot[] =>
  slots(declaration).filter(({ role }) => role !== 'dependency');

/** The word with one letter left out, put in, changed, or swapped with the next. */
const slip = (word: string, dice: Dice): string => {
  const letter = dice.of(Array.from('abcdefghijklmnopqrstuvwxyz'));
  const index = dice.below(word.length);
  const [head, tail] = [word.slice(0, index), word.slice(index)];
  const swapped = `${head}${tail[1] ?? ''}${tail[0] ?? ''}${tail.slice(2)}`;
  const slipped = dice.of([
    head + tail.slice(1),
    head + letter + tail,
    head + letter + tail.slice(1),
    swapped,
  ]);
  fc.pre(slipped !== word && /^[A-Za-z_][\w-]*$/.test(slipped));
  return slipped;
};

const dot = (reference: Leaf): number => String(reference.value).indexOf('.');

const unknownCode = ({ leaf, role }: Slot): Code => {
  if (role === 'dependency') return 'unknown-component';
  if (dot(leaf) >= 0) return 'unknown-output';
  return role === 'input' ? 'unknown-input' : 'unknown-output';
};

const mutations: Readonly<Record<string, Mutation>> = {
  'a required key left out': (declaration, dice) => {
    const required = ['name', 'inputs', 'outputs', 'components', 'runner', 'attempts'];
    const { owner, record } = dice.of(
      records(declaration).filter(({ record }) =>
        record.fields.some(({ key }) => required.includes(key)),
      ),
    );
    const gone = dice.of(record.fields.filter(({ key }) => required.includes(key)));
    record.fields = record.fields.filter((field) => field !== gone);
    return { code: 'missing-key', place: ({ keyAt }) => keyAt(owner) };
  },
  'a mistyped key': (declaration, dice) => {
    const { record } = dice.of(
      records(declaration).filter(({ record }) => knownKeys(record).length > 0),
    );
    const field = dice.of(knownKeys(record));
    field.key = slip(field.key, dice);
    return { code: 'unknown-key', place: ({ keyAt }) => keyAt(field), isSuggested: true };
  },
  'a component mistyped in a reference': (declaration, dice) => {
    const { leaf } = dice.of(references(declaration).filter(({ leaf }) => dot(leaf) > 0));
    const [component = '', output = ''] = String(leaf.value).split('.');
    leaf.value = `${slip(component, dice)}.${output}`;
    return { code: 'unknown-component', place: ({ valueAt }) => valueAt(leaf), isSuggested: true };
  },
  'an output mistyped in a reference': (declaration, dice) => {
    const { leaf } = dice.of(references(declaration).filter(({ leaf }) => dot(leaf) > 0));
    const [component = '', output = ''] = String(leaf.value).split('.');
    leaf.value = `${component}.${slip(output, dice)}`;
    return { code: 'unknown-output', place: ({ valueAt }) => valueAt(leaf), isSuggested: true };
  },
  'an input mistyped in a reference': (declaration, dice) => {
    const slot = dice.of(references(declaration).filter(({ leaf }) => dot(leaf) < 0));
    const { leaf } = slot;
    leaf.value = slip(String(leaf.value), dice);
    return { code: unknownCode(slot), place: ({ valueAt }) => valueAt(leaf), isSuggested: true };
  },
  'a reference to what does not exist': (declaration, dice) => {
    const slot = dice.of(references(declaration));
    const { leaf } = slot;
    const component = dice.of(componentsOf(declaration)).key;
    const wrong = dice.of(['zzzzzzzzzzzz', 'zzzzzzzzzzzz.zzzzz', `${component}.zzzzzzzzzzzz`]);
    leaf.value = wrong;
    return {
      code: wrong.startsWith('zzzzzzzzzzzz.') ? 'unknown-component' : unknownCode(slot),
      place: ({ valueAt }) => valueAt(leaf),
    };
  },
  'a mistyped runner': (declaration, dice) => {
    const runner = at(dice.of(componentsOf(declaration)).value, 'runner') as Leaf;
    runner.value = slip(String(runner.value), dice);
    return { code: 'unknown-runner', place: ({ valueAt }) => valueAt(runner), isSuggested: true };
  },
  'a mistyped dependency': (declaration, dice) => {
    const { leaf } = dice.of(slots(declaration).filter(({ role }) => role === 'dependency'));
    leaf.value = slip(String(leaf.value), dice);
    return { code: 'unknown-component', place: ({ valueAt }) => valueAt(leaf), isSuggested: true };
  },
  'a dependency on an unknown component': (declaration, dice) => {
    const unknown = leaf(dice.of(['zzzzzzzzzzzz', 'zz']));
    depend(dice.of(componentsOf(declaration)), unknown);
    return { code: 'unknown-component', place: ({ valueAt }) => valueAt(unknown) };
  },
  'a name said twice': (declaration, dice) => {
    const owners = componentsOf(declaration).flatMap(({ value }) => [
      at(value, 'outputs'),
      // Ports have names where they are written as a map.
      [at(value, 'inputs')].find((inputs) => inputs?.kind === 'fields'),
    ]);
    const pipeline = pipelineOf(declaration);
    const again = dice.of(
      [at(pipeline, 'inputs'), at(pipeline, 'components'), ...owners].filter(
        (one): one is Items | Fields => one !== undefined && one.kind !== 'leaf',
      ),
    );
    if (again.kind === 'items') {
      const copy = structuredClone<Piece>(dice.of(again.items));
      again.items.push(copy);
      return { code: 'duplicate-name', place: ({ valueAt }) => valueAt(copy) };
    }
    const copy = structuredClone(dice.of(again.fields));
    again.fields.push(copy);
    return { code: 'duplicate-name', place: ({ keyAt }) => keyAt(copy) };
  },
  'a key said twice': (declaration, dice) => {
    const { record } = dice.of(
      records(declaration).filter(({ record }) => knownKeys(record).length > 0),
    );
    const copy = structuredClone(dice.of(knownKeys(record)));
    record.fields.push(copy);
    return { code: 'duplicate-key', place: ({ keyAt }) => keyAt(copy) };
  },
  'a component that waits for itself': (declaration, dice) => {
    const component = dice.of(componentsOf(declaration));
    const itself = waitFor(component, component, dice);
    return { code: 'self-dependency', place: ({ valueAt }) => valueAt(itself) };
  },
  'a closed cycle': (declaration, dice) => {
    const { edges } = declaration;
    const [, last] = dice.of(edges);
    const above = new Set<string>();
    const stack = [last];
    for (let name = stack.pop(); name !== undefined; name = stack.pop())
      for (const [before, after] of edges)
        if (after === name && !above.has(before)) {
          above.add(before);
          stack.push(before);
        }
    const first = dice.of([...above]);
    const find = (name: string): Field =>
      componentsOf(declaration).find(({ key }) => key === name) ?? expect.fail();
    const closing = waitFor(find(first), find(last), dice);
    return { code: 'cycle', place: ({ valueAt }) => valueAt(closing) };
  },
  'a value of a wrong type': (declaration, dice) => {
    const all = records(declaration).flatMap(({ record }) =>
      record.fields.filter(({ key }) => Object.hasOwn(wrongValues, key)),
    );
    const field = dice.of(all);
    const wrong = structuredClone(dice.of(wrongValues[field.key] ?? []));
    field.value = wrong;
    return { code: ['wrong-type', 'bad-value'], place: ({ valueAt }) => valueAt(wrong) };
  },
  'a list among the items of a list': (declaration, dice) => {
    const lists = [pipelineOf(declaration), ...componentsOf(declaration).map(bodyOf)].flatMap(
      ({ fields }) =>
        fields.flatMap(({ key, value }) =>
          ['inputs', 'outputs', 'dependencies'].includes(key) && value.kind === 'items'
            ? [value]
            : [],
        ),
    );
    const wrong = dice.of([items([leaf('a')]), leaf(7), leaf(true), leaf(null)]);
    dice.of(lists).items.push(wrong);
    return { code: 'wrong-type', place: ({ valueAt }) => valueAt(wrong) };
  },
};

const notACollection = [leaf('a'), leaf(7), leaf(true), leaf(null)];
const notAText = [leaf(7), leaf(false), leaf(null), items([]), items([leaf('a')])];
const wrongValues: Readonly<Record<string, readonly Piece[]>> = {
  name: [...notAText, leaf('')],
  inputs: notACollection,
  outputs: notACollection,
  components: notACollection,
  runner: notAText,
  description: notAText,
  dependencies: notACollection,
  params: notACollection,
  timeout: [leaf('soon'), leaf('30 s'), leaf(0), leaf(-1), leaf(true), leaf(null), items([])],
  retry: [leaf('twice'), leaf(-1), leaf(1.5), leaf(true), leaf(null)],
  attempts: [leaf('twice'), leaf(-1), leaf(1.5), items([])],
  delay: [leaf('soon'), leaf(-1), items([])],
  backoff: [leaf('2'), leaf(0.5), leaf(null)],
  jitter: [leaf(2), leaf(-1), leaf('half')],
  resources: notACollection,
  concurrency: [leaf(0), leaf(1.5), leaf('many'), items([])],
  defaults: notACollection,
  type: [leaf('int'), leaf(7), leaf(null), items([])],
};

/** Makes a component depend on something. */
const depend = ({ value }: Field, on: Leaf): void => {
  const body = value as Fields;
  const dependencies = at(body, 'dependencies') as Items | undefined;
  if (dependencies !== undefined) dependencies.items.push(on);
  else body.fields.push({ key: 'dependencies', value: items([on]) });
};

/** Makes a component wait for another, by a dependency or for a value. */
const waitFor = (component: Field, other: Field, dice: Dice): Leaf => {
  const dependency = leaf(other.key);
  const outputs = at(other.value, 'outputs') as Items | Fields;
  const name =
    outputs.kind === 'items' ? (outputs.items[0] as Leaf).value : (outputs.fields[0] as Field).key;
  const value = leaf(`${other.key}.${String(name)}`);
  if (dice.below(2) === 0) {
    depend(component, dependency);
    return dependency;
  }
  const inputs = at(component.value, 'inputs') as Items | Fields;
  if (inputs.kind === 'items') inputs.items.push(value);
  else inputs.fields.push({ key: 'closing', value });
  return value;
};

const isWithin = (place: Place, { start, end }: Span): boolean =>
  isSpan(place) && place.start >= start && place.end <= end && place.start < place.end;

const placesOf = ({ place, related }: Diagnostic): Place[] => [
  place,
  ...related.map((one) => one.place),
];

const shown = ({ source, diagnostics }: Findings): string => formatDiagnostics(source, diagnostics);

const expectSuggestion = async (written: string, { place, suggestions }: Diagnostic) => {
  if (!isSpan(place)) throw new Error('a place in a file is a span');
  for (const suggestion of suggestions) {
    const mended = written.slice(0, place.start) + suggestion + written.slice(place.end);
    if (E.isRight(await loadText(mended, { runners: registry }))) return;
  }
  expect.fail(`no suggestion mends it: ${suggestions.join(', ')}`);
};

const rolls = fc.array(fc.nat(), { minLength: 7, maxLength: 7 });

describe('a sound declaration', () => {
  it('is accepted, and gives one graph in every style and as an object', () =>
    fc.assert(
      fc.asyncProperty(
        randomDeclaration({ odd: true }),
        randomStyle,
        randomStyle,
        async ({ root }, one, other) => {
          const load = async (text: string) =>
            orThrow(await loadText(text, { runners: registry })).graph;
          const graph = await load(write(root, one).text);
          expect(await load(write(root, other).text)).to.deep.equal(graph);
          const fromObject = orThrow(await loadObject(toObject(root), { runners: registry }));
          expect(fromObject.graph).to.deep.equal(graph);
        },
      ),
      { numRuns },
    )).timeout(0);

  it('gives the tasks and edges that it was made with', () =>
    fc.assert(
      fc.asyncProperty(randomDeclaration({ odd: true }), async ({ root, order, edges }) => {
        const { components } = orThrow(
          await loadObject(toObject(root), { runners: registry }),
        ).graph;
        const nameOf = (index: number): string => components[index]?.name ?? '';
        expect(components.map(({ name }) => name)).to.have.members([...order]);
        expect(
          components.flatMap(({ name, predecessors }) =>
            predecessors.map((before) => `${nameOf(before)} ${name}`),
          ),
        ).to.have.members(edges.map(([before, name]) => `${before} ${name}`));
      }),
      { numRuns },
    )).timeout(0);
});

describe('a declaration with one mistake', () => {
  for (const [name, mutate] of Object.entries(mutations))
    it(`is rejected for ${name}, there and for nothing else`, () =>
      fc.assert(
        fc.asyncProperty(randomDeclaration(), randomStyle, rolls, async (sound, style, rolls) => {
          // Unlike `structuredClone` this gives pieces that are shared a copy each.
          const declaration = JSON.parse(JSON.stringify(sound)) as RandomDeclaration;
          const told = mutate(declaration, new Dice(rolls));
          const written = write(declaration.root, style);
          const loaded = await loadText(written.text, { runners: registry });
          if (E.isRight(loaded)) expect.fail(`accepted:\n${written.text}`);
          const errors = loaded.left.diagnostics.filter(isError);
          const span = told.place(written);
          const [error] = errors;
          const context = `${written.text}\n${shown(loaded.left)}`;
          if (errors.length !== 1 || error === undefined) expect.fail(context);
          expect([told.code].flat(), context).to.include(error.code);
          expect(
            placesOf(error).some((place) => isWithin(place, span)),
            context,
          ).to.equal(true);
          if (told.isSuggested === true) await expectSuggestion(written.text, error);
        }),
        { numRuns },
      )).timeout(0);
});
