import * as t from 'io-ts';
import { map, Observable, of, timer } from 'rxjs';

import { defineRunner, duration, type Runner, withDefault } from '../../lib/index.js';

/*
 * Checked by `tsc`, never run: what must compile does, and below each `@ts-expect-error` stands what
 * must not, so that a type that gets loose makes the comment itself an error.
 */

type Same<A, B> = [A, B] extends [B, A] ? (0 extends 1 & A ? false : true) : false;

/** Compiles only where the two types are the same, and not `any`. */
declare const same: <A, B>(same: Same<A, B>) => void;

const ports = { inputs: { text: t.string }, outputs: { words: t.number } };

// What `run` is given is typed by the codecs, and what it gives is held to them.

export const sync: Runner = defineRunner({
  name: 'Sync',
  ...ports,
  run: (inputs) => {
    same<typeof inputs, { readonly text: string }>(true);
    return { words: inputs.text.length };
  },
});

export const promise = defineRunner({
  name: 'Promise',
  ...ports,
  run: async ({ text }) => {
    same<typeof text, string>(true);
    return { words: await Promise.resolve(text.length) };
  },
});

export const checked = defineRunner({
  name: 'Checked',
  ...ports,
  params: t.type({ most: withDefault(t.number, 3) }),
  check: ({ inputs, params }) => {
    same<typeof params, { most: number }>(true);
    return inputs.length > params.most ? [{ message: 'too many', param: ['most'] }] : [];
  },
  run: (_, { params }) => ({ words: params.most }),
});

export const observable = defineRunner({
  name: 'Observable',
  ...ports,
  run: ({ text }, { scheduler }) => timer(10, scheduler).pipe(map(() => ({ words: text.length }))),
});

export const generator = defineRunner({
  name: 'Generator',
  ...ports,
  run: async function* ({ text }, { signal }) {
    for (const word of text.split(' ')) {
      await Promise.resolve(signal.aborted);
      yield { words: word.length };
    }
  },
});

export const promisedStream = defineRunner({
  name: 'PromisedStream',
  ...ports,
  run: ({ text }) => Promise.resolve(of({ words: text.length })),
});

export const severalKinds = defineRunner({
  name: 'SeveralKinds',
  ...ports,
  run: ({ text }) => (text === '' ? { words: 0 } : Promise.resolve({ words: 1 })),
});

export const throws = defineRunner({
  name: 'Throws',
  ...ports,
  run: () => {
    throw new Error('it always does');
  },
});

export const structured = defineRunner({
  name: 'Structured',
  inputs: {
    page: t.type({ lines: t.array(t.string) }),
    language: t.union([t.string, t.undefined]),
  },
  outputs: { fields: t.record(t.string, t.number), note: t.union([t.string, t.undefined]) },
  run: ({ page, language }) => {
    same<typeof language, string | undefined>(true);
    return { fields: { lines: page.lines.length }, note: language };
  },
});

export const observed = defineRunner({
  name: 'Observed',
  ...ports,
  run: ({ text }) =>
    new Observable<{ words: number }>((subscriber) => {
      subscriber.next({ words: text.length });
      subscriber.complete();
    }),
});

export const withoutPorts = defineRunner({
  name: 'WithoutPorts',
  run: (inputs, { outputs }) => {
    same<(typeof inputs)[string], unknown>(true);
    return Object.fromEntries(outputs.map((port) => [port, inputs]));
  },
});

export const withoutOutputs = defineRunner({
  name: 'None',
  inputs: {},
  outputs: {},
  run: () => ({}),
});

export const withParams = defineRunner({
  name: 'WithParams',
  ...ports,
  params: t.intersection([
    t.type({ wait: duration, language: withDefault(t.string, 'eng') }),
    t.partial({ most: t.number }),
  ]),
  run: (_, { params }) => {
    same<typeof params.wait, number>(true);
    same<typeof params.language, string>(true);
    same<typeof params.most, number | undefined>(true);
    return { words: params.most ?? params.wait };
  },
});

// Wrong uses of inputs and params.

defineRunner({
  name: 'WrongInputType',
  ...ports,
  // @ts-expect-error port `text` is a string
  run: ({ text }) => ({ words: text * 2 }),
});

defineRunner({
  name: 'UnknownInputPort',
  ...ports,
  // @ts-expect-error there is no input port `txt`
  run: (inputs) => ({ words: inputs.txt === undefined ? 0 : 1 }),
});

defineRunner({
  name: 'UndeclaredInputs',
  outputs: { words: t.number },
  // @ts-expect-error nothing is known of the values of ports that are not declared
  run: ({ text }) => ({ words: Math.abs(text) }),
});

defineRunner({
  name: 'WrittenInput',
  ...ports,
  run: (inputs) => {
    // @ts-expect-error inputs are for reading
    inputs.text = '';
    return { words: 1 };
  },
});

defineRunner({
  name: 'WrongAnnotation',
  ...ports,
  // @ts-expect-error port `text` is no number
  run: ({ text }: { readonly text: number }) => ({ words: text }),
});

defineRunner({
  name: 'UnknownParam',
  ...ports,
  params: t.type({ most: t.number }),
  // @ts-expect-error there is no param `least`
  run: (_, { params }) => ({ words: params.least === undefined ? 0 : 1 }),
});

defineRunner({
  name: 'WrongParamType',
  ...ports,
  params: t.type({ most: t.string }),
  // @ts-expect-error param `most` is a string
  run: (_, { params }) => ({ words: params.most }),
});

defineRunner({
  name: 'OptionalParam',
  ...ports,
  params: t.partial({ most: t.number }),
  // @ts-expect-error the param may be left out
  run: (_, { params }) => ({ words: params.most }),
});

defineRunner({
  name: 'UndeclaredParams',
  ...ports,
  // @ts-expect-error nothing is known of params that are not declared
  run: (_, { params }) => ({ words: params['most'] }),
});

// @ts-expect-error the default is no text
withDefault(t.string, 1);

// Wrong outputs, in each of the three ways to give them.

defineRunner({
  name: 'WrongOutputType',
  ...ports,
  // @ts-expect-error port `words` is a number
  run: ({ text }) => ({ words: text }),
});

defineRunner({
  name: 'WrongOutputTypeLater',
  ...ports,
  // @ts-expect-error port `words` is a number
  run: ({ text }) => Promise.resolve({ words: text }),
});

defineRunner({
  name: 'WrongOutputTypeObserved',
  ...ports,
  // @ts-expect-error port `words` is a number
  run: ({ text }) => of({ words: text }),
});

defineRunner({
  name: 'MissingOutput',
  inputs: {},
  outputs: { words: t.number, lines: t.number },
  // @ts-expect-error `lines` is missing
  run: () => ({ words: 1 }),
});

defineRunner({
  name: 'MissingOutputLater',
  inputs: {},
  outputs: { words: t.number, lines: t.number },
  // @ts-expect-error `lines` is missing
  run: () => Promise.resolve({ words: 1 }),
});

defineRunner({
  name: 'MissingOutputObserved',
  inputs: {},
  outputs: { words: t.number, lines: t.number },
  // @ts-expect-error `lines` is missing
  run: () => of({ words: 1 }),
});

defineRunner({
  name: 'MissingOutputSometimes',
  ...ports,
  // @ts-expect-error without a text it gives nothing
  run: ({ text }) => (text === '' ? {} : { words: 1 }),
});

defineRunner({
  name: 'UnknownOutputPort',
  ...ports,
  // @ts-expect-error there is no output port `lines`
  run: () => ({ words: 1, lines: 2 }),
});

defineRunner({
  name: 'UnknownOutputPortLater',
  ...ports,
  // @ts-expect-error there is no output port `lines`
  run: () => Promise.resolve({ words: 1, lines: 2 }),
});

defineRunner({
  name: 'UnknownOutputPortObserved',
  ...ports,
  // @ts-expect-error there is no output port `lines`
  run: () => of({ words: 1, lines: 2 }),
});

// What is no set of outputs by name.

defineRunner({
  name: 'GivesNothing',
  ...ports,
  // @ts-expect-error outputs are expected
  run: () => undefined,
});

defineRunner({
  name: 'GivesTheValueAlone',
  ...ports,
  // @ts-expect-error a value without the name of its port
  run: ({ text }) => text.length,
});

defineRunner({
  name: 'GivesAList',
  ...ports,
  // @ts-expect-error a list of outputs is none: an Observable of several is meant
  run: () => [{ words: 1 }],
});

defineRunner({
  name: 'YieldsAnotherPort',
  ...ports,
  // @ts-expect-error there is no output port `lines`
  run: async function* () {
    await Promise.resolve();
    yield { words: 1, lines: 1 };
  },
});

defineRunner({
  name: 'YieldsText',
  ...ports,
  // @ts-expect-error the port `words` is a number
  run: async function* ({ text }) {
    await Promise.resolve();
    yield { words: text };
  },
});

defineRunner({
  name: 'GivesAFunction',
  ...ports,
  // @ts-expect-error outputs are expected, not what would give them
  run: () => () => ({ words: 1 }),
});

// What is no definition.

// @ts-expect-error it has no name
defineRunner({ ...ports, run: () => ({ words: 1 }) });

// @ts-expect-error it has no `run`
defineRunner({ name: 'NoRun', ...ports });

defineRunner({
  name: 'NoCodecs',
  // @ts-expect-error a port is declared by a codec
  inputs: { text: 'string' },
  run: () => ({}),
});

// @ts-expect-error a runner is given its context by the engine, and needs it
export const uncalled: Observable<unknown> = of(sync.run({ text: 'a' }));
