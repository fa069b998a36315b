import * as t from 'io-ts';
import type { Observable, OperatorFunction } from 'rxjs';

import {
  defineRunner,
  each,
  type EachOperator,
  type EachResult,
  liveOutputs,
  loadObject,
  orThrow,
  outputs,
  Registry,
  type Runner,
  start,
  type Values,
} from '../lib/index.js';

/* Checked by `tsc`, never run, as `ports-of-defined-runners.ts` is. */

type Same<A, B> = [A, B] extends [B, A] ? (0 extends 1 & A ? false : true) : false;

/** Compiles only where a value is of just that type, and not `any`: `is(value)<string>(true)`. */
declare const is: <A>(value: A) => <B>(same: Same<A, B>) => void;

const reader = defineRunner({
  name: 'Reader',
  inputs: { page: t.unknown },
  outputs: { lines: t.array(t.string), sure: t.number },
  run: () => ({ lines: [], sure: 1 }),
});
const counter = defineRunner({
  name: 'Counter',
  outputs: { words: t.number },
  run: () => ({ words: 1 }),
});
const untyped: Runner = { name: 'Untyped', run: () => ({}) };
const runners = new Registry([reader, counter]);

const head = { name: 'Typed', inputs: ['page'] } as const;
const read = { runner: 'Reader', inputs: ['page'], outputs: ['lines', 'sure'] } as const;
const count = { runner: 'Counter', inputs: ['read.lines'], outputs: { many: 'words' } } as const;

interface Both {
  readonly text: string[];
  readonly n: number;
}

export const ofNames = async (): Promise<void> => {
  const named = { text: 'read.lines', n: 'many' } as const;
  const declared = { pipeline: { ...head, outputs: named, components: { read, count } } } as const;
  const pipeline = orThrow(await loadObject(declared, { runners }));
  const inputs = { page: 1 };

  is(outputs(pipeline, inputs))<Observable<Both>>(true);
  is(outputs(pipeline, inputs, { only: ['n'] }))<Observable<Pick<Both, 'n'>>>(true);
  const some: readonly string[] = ['n'];
  is(outputs(pipeline, inputs, { only: some }))<Observable<Partial<Both>>>(true);

  is(start(pipeline, inputs).outputs)<Promise<Both>>(true);
  is(each(pipeline, { only: ['n'] }))<EachOperator<Pick<Both, 'n'>>>(true);
  is(each(pipeline, { onFailure: 'emit' }))<EachOperator<EachResult<Both>>>(true);
  is(liveOutputs(pipeline))<OperatorFunction<Values, Both>>(true);
};

export const ofLists = async (): Promise<void> => {
  const declared = {
    pipeline: {
      ...head,
      outputs: ['read.lines', 'many', 'page'],
      components: [{ read }, { count: { ...count, outputs: [{ many: 'words' }] } }],
    },
  } as const;
  const pipeline = orThrow(await loadObject(declared, { runners }));
  interface All {
    readonly 'read.lines': string[];
    readonly many: number;
    readonly page: unknown;
  }
  is(outputs(pipeline, { page: 1 }))<Observable<All>>(true);
};

export const ofWhatMayBeAbsent = async (): Promise<void> => {
  const load = orThrow(
    await loadObject(
      {
        pipeline: {
          ...head,
          outputs: { text: 'read.lines' },
          components: { read: { ...read, when: 'page > 1' } },
        },
      },
      { runners },
    ),
  );
  is(outputs(load, { page: 1 }))<Observable<{ readonly text?: string[] }>>(true);
};

export const ofElements = async (): Promise<void> => {
  const mapped = { ...read, map: ['page'] } as const;
  const declared = {
    pipeline: { ...head, outputs: { pages: 'read.lines' }, components: { read: mapped } },
  } as const;
  const pipeline = orThrow(await loadObject(declared, { runners }));
  is(outputs(pipeline, { page: [1] }))<Observable<{ readonly pages: readonly string[][] }>>(true);

  const some = { ...read, map: { over: 'page', onFailure: 'omit' } } as const;
  const other = {
    pipeline: { ...head, outputs: { pages: 'read.sure' }, components: { read: some } },
  } as const;
  is(outputs(orThrow(await loadObject(other, { runners })), {}))<
    Observable<{ readonly pages: readonly (number | null)[] }>
  >(true);
};

export const ofWhatIsNotKnown = async (): Promise<void> => {
  const named = { text: 'read.lines' } as const;
  const declared = { pipeline: { ...head, outputs: named, components: { read } } } as const;
  // A runner whose name is not known may be the one that is meant.
  const any = orThrow(await loadObject(declared, { runners: new Registry([reader, untyped]) }));
  is(outputs(any, {}))<Observable<{ readonly text: unknown }>>(true);

  const fallen = { ...read, fallback: ['Other'] } as const;
  const second = { pipeline: { ...head, outputs: named, components: { read: fallen } } } as const;
  is(outputs(orThrow(await loadObject(second, { runners })), {}))<
    Observable<{ readonly text: unknown }>
  >(true);

  const value: unknown = declared;
  is(outputs(orThrow(await loadObject(value)), {}))<Observable<Values>>(true);
};
