import { expect } from 'chai';
import fc from 'fast-check';

import type { Graph } from '../../lib/graph/graph.js';
import { Presence } from '../../lib/graph/presence/presence.js';
import { loadObject, orThrow } from '../../lib/load.js';
import { FinalError } from '../../lib/runners/final-error.js';
import { Registry } from '../../lib/runners/registry.js';
import { Watched } from './rig.js';

/** What each run is given: all ways in which these can come together. */
const domain = {
  q: [0, 1, 1.5, 2, 2.5, 3, 4],
  s: ['a', 'b', 'c', null],
  p: [true, false],
} as const;

const names = Object.keys(domain);

/** A pipeline as far as it is left to chance; numbers choose among what there is. */
interface Chosen {
  readonly tasks: readonly {
    readonly when: readonly number[] | undefined;
    readonly takes: readonly number[];
    readonly selector: number;
    readonly mayFail: boolean;
    readonly nests: boolean;
  }[];
  readonly outputs: readonly (readonly [selector: number, of: readonly number[]])[];
}

const few = (most: number) => fc.array(fc.nat(1000), { minLength: 1, maxLength: most });

const chosen = (): fc.Arbitrary<Chosen> =>
  fc.record({
    tasks: fc.array(
      fc.record({
        when: fc.option(few(3), { nil: undefined, freq: 3 }),
        takes: few(3),
        selector: fc.nat(1000),
        mayFail: fc.nat(7).map((one) => one === 0),
        nests: fc.nat(3).map((one) => one === 0),
      }),
      { minLength: 2, maxLength: 7 },
    ),
    outputs: fc.array(fc.tuple(fc.nat(1000), few(3)), { minLength: 1, maxLength: 4 }),
  });

const at = <T>(all: readonly T[], index: number): T => all[index % all.length] as T;

const conditions = [
  'q > 1',
  'q <= 1',
  '!(q > 1)',
  'q == 2',
  'q != 2 && q < 3',
  's == "a"',
  's != "a"',
  's in ["a", "b"]',
  's == null',
  'p',
  '!p',
  'p == false || s != "b"',
];

const conditionOf = (numbers: readonly number[], tasks: readonly string[]): string =>
  numbers
    .map((number, index) => {
      const has = tasks.length > 0 && number % 3 === 0;
      const one = has ? `has(${at(tasks, number >> 2)})` : at(conditions, number);
      return `${index === 0 ? '' : number % 2 === 0 ? ' && ' : ' || '}${number % 5 === 0 ? '!' : ''}(${one})`;
    })
    .join('');

const selected = (kind: number, of: readonly string[]): unknown =>
  at(
    [
      at(of, kind),
      { first: of },
      { race: of },
      { all: of },
      { all: of, atLeast: 1 + (kind % of.length) },
      { maybe: at(of, kind) },
    ],
    kind,
  );

const pipelineOf = ({ tasks, outputs }: Chosen, inner: unknown): unknown => {
  const given: string[] = [];
  const components = tasks.map(({ when, takes, selector, mayFail, nests }, index) => {
    const all = [...given];
    given.push(`t${index}.y`);
    const sources = [...new Set(takes.map((one) => at([...names, ...all], one)))];
    return {
      [`t${index}`]: {
        ...(nests && inner !== undefined
          ? { pipeline: inner, inputs: { q: 'q', s: 's', p: 'p', x: selected(selector, sources) } }
          : { runner: 'R', inputs: { x: selected(selector, sources) } }),
        outputs: ['y'],
        ...(when === undefined ? {} : { when: conditionOf(when, all) }),
        ...(mayFail ? { onFailure: 'omit' } : {}),
      },
    };
  });
  return {
    pipeline: {
      name: 'P',
      inputs: inner === undefined ? [...names, 'x'] : names,
      outputs: Object.fromEntries(
        outputs
          .slice(0, inner === undefined ? 1 : undefined)
          .map(([kind, of], index) => [
            inner === undefined && index === 0 ? 'y' : `o${index}`,
            selected(kind, [...new Set(of.map((one) => at(given, one)))]),
          ]),
      ),
      components,
    },
  };
};

/** The tasks that fail in a run. */
let failing: ReadonlySet<string> = new Set();

const runners = new Registry([
  {
    name: 'R',
    run: (_, { component }) => {
      if (failing.has(component)) throw new FinalError('it fails');
      return { y: component };
    },
  },
]);

const load = async (pipeline: unknown): Promise<Graph> =>
  orThrow(await loadObject(pipeline, { runners })).graph;

const subsets = (all: readonly string[]): string[][] =>
  all.reduce<string[][]>((some, one) => some.flatMap((few) => [few, [...few, one]]), [[]]);

interface Ended {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly failed: readonly string[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** Each run that is done, of all that there can be; each comes to an end. */
const exhaustive = (graph: Graph): Ended[] => {
  const ended: Ended[] = [];
  const mayFail = graph.components.flatMap(({ name, onFailure, pipeline }) =>
    onFailure === 'omit' && pipeline === undefined ? [name] : [],
  );
  for (const failed of subsets(mayFail.slice(0, 3)))
    for (const q of domain.q)
      for (const s of domain.s)
        for (const p of domain.p) {
          failing = new Set(failed);
          const inputs = { q, s, p };
          const { outcome, outputs } = new Watched(graph, {}, inputs).flush();
          expect(outcome, 'a run that is stuck').to.be.oneOf(['done', 'failed']);
          if (outputs !== undefined) ended.push({ inputs, failed, outputs });
        }
  return ended;
};

describe('the presence of outputs', () => {
  it('is right about random pipelines, held against all runs that there can be', async function () {
    this.timeout(120_000);
    const seen = { always: 0, maybe: 0, never: 0 };
    await fc.assert(
      fc.asyncProperty(chosen(), chosen(), async (within, of) => {
        const inner = orThrow(await loadObject(pipelineOf(within, undefined), { runners }));
        const graph = await load(pipelineOf(of, inner));
        const presence = new Presence(graph);
        const ended = exhaustive(graph);
        // A selector may lack what it needs in all of them: then there is nothing to be right about.
        fc.pre(ended.length > 0);
        for (const { name, consumable } of graph.outputs) {
          const verdict = presence.verdict(consumable);
          seen[verdict] += 1;
          const there = ended.filter(({ outputs }) => Object.hasOwn(outputs, name));
          if (verdict === 'always') expect(there).to.have.length(ended.length);
          if (verdict === 'never') expect(there).to.have.length(0);
          if (verdict !== 'maybe') continue;
          const told = presence.caseOf(consumable);
          // What fails within another pipeline is not told apart here.
          if (told.some(({ text }) => text.endsWith('fails'))) continue;
          const ofCase = ended.filter(({ inputs }) =>
            told.every(({ name, value }) => value === undefined || value === inputs[name]),
          );
          // By the order of time that they have here, all of them may fail for the sake of another output.
          if (ofCase.length === 0) continue;
          const fits = ofCase.filter(({ outputs }) => !Object.hasOwn(outputs, name));
          expect(fits, told.map(({ text }) => text).join()).to.not.have.length(0);
        }
      }),
      { numRuns: 40 },
    );
    expect(Math.min(seen.always, seen.maybe)).to.be.above(2);
  });
});
