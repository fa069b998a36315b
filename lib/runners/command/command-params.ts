import * as t from 'io-ts';

import { duration } from '../codecs/duration.js';
import { size } from '../codecs/size.js';
import {
  type FromEnvironment,
  fromEnvironment,
  notExpanded,
  shellVariableIn,
} from '../codecs/from-environment.js';
import { isTemplate } from '../values/template.js';
import { withDefault } from '../codecs/with-default.js';

/** A text, or what is written without quotes where a text is meant. */
const word = t.union([t.string, t.number, t.boolean], 'a string, a number or a boolean');

type Word = t.TypeOf<typeof word>;

const listForm =
  'write the program and each of its arguments as an item of a list, such as `[python3, read.py, --fast]`: no shell splits a line';

const commandLine = new t.Type<readonly [string, ...string[]], readonly Word[]>(
  'a list of a program and its arguments',
  (value): value is readonly [string, ...string[]] =>
    Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string'),
  (value, context) => {
    if (!Array.isArray(value) || value.length === 0) return t.failure(value, context, listForm);
    const wrong = value.findIndex((one) => !word.is(one));
    if (wrong >= 0)
      return t.failure(
        value[wrong],
        t.appendContext(context, String(wrong), word, value[wrong]),
        'put it in quotes if it is meant as a string',
      );
    const [program = '', ...rest] = (value as readonly Word[]).map(String);
    if (program.trim() === '') return t.failure(value, context, 'the program has no name');
    if (isTemplate(program))
      return t.failure(
        value,
        context,
        'the program cannot depend on an input: only its arguments can',
      );
    return t.success([program, ...rest]);
  },
  (value) => value,
);

const isStdin = (value: unknown): value is string =>
  typeof value === 'string' && (value === 'json' || value === 'none' || isTemplate(value));

const stdin = new t.Type<string>(
  'json, none or a template',
  isStdin,
  (value, context) =>
    isStdin(value)
      ? t.success(value)
      : t.failure(
          value,
          context,
          '`json` gives all inputs as one JSON object, `none` nothing, and `$(port)` the value of that input, text or bytes, as it is',
        ),
  t.identity,
);

const variable = t.union([word, fromEnvironment], 'a text or { env, prefix }');

type Variables = Readonly<Record<string, Word | FromEnvironment>>;

const variables = new t.Type<Variables>(
  'a map of variables',
  (value): value is Variables => t.record(t.string, variable).is(value),
  (value, context) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return t.failure(value, context);
    for (const [name, one] of Object.entries(value)) {
      const at = t.appendContext(context, name, variable, one);
      if (name === '' || /[=\0]/.test(name))
        return t.failure(
          one,
          at,
          'the name of a variable must not be empty, and must not contain `=` or a NUL character',
        );
      const named = typeof one === 'string' ? shellVariableIn(one) : undefined;
      if (named !== undefined) return t.failure(one, at, notExpanded(named));
      if (!word.is(one) && fromEnvironment.decode(one)._tag === 'Left')
        return t.failure(one, at, 'write a text, or for a secret `{ env: NAME }`');
    }
    return t.success(value as Variables);
  },
  t.identity,
);

const positive = new t.Type<number>(
  'a whole number, 1 or more',
  (value): value is number => Number.isSafeInteger(value) && (value as number) >= 1,
  (value, context) =>
    Number.isSafeInteger(value) && (value as number) >= 1
      ? t.success(value as number)
      : t.failure(value, context),
  t.identity,
);

/** The params of `Command`. */
export const commandParams = t.intersection([
  t.type({
    /** The program and its arguments; each of these a template. */
    command: commandLine,
    stdin: withDefault(stdin, 'json', 'json'),
    /** What is read from stdout: all outputs as one JSON object, or the one output there is. */
    stdout: withDefault(
      t.keyof({ json: null, text: null, bytes: null }, 'json, text or bytes'),
      'json',
      'json',
    ),
    /** The folder that it works in; from the folder of the pipeline's file. */
    cwd: withDefault(t.string, '.', '.'),
    /** Variables besides those that the process has, their values templates. */
    env: withDefault(variables, {}),
    /** The time between SIGTERM and SIGKILL. */
    grace: withDefault(duration, 5_000, '5s'),
    /** How much it may write to stdout. */
    maxOutput: withDefault(size, 64e6, '64MB'),
    /** The exit statuses after which another attempt would be of no use. */
    finalStatus: withDefault(t.array(t.number, 'a list of exit statuses'), []),
    /** Whether it is started once, and called for each attempt. */
    keep: withDefault(t.boolean, false),
  }),
  t.partial({
    /** How many of it are kept; one without. */
    processes: positive,
    /** After how long without a call one is ended; a minute without. */
    idle: duration,
  }),
]);

export type CommandParams = t.TypeOf<typeof commandParams>;
