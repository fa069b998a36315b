import * as t from 'io-ts';

import { isPath } from '../../diagnostics/place.js';
import { listed, quoted } from '../../diagnostics/wording.js';
import { didYouMean, Suggester } from '../../diagnostics/suggest.js';
import { Codec, failed, fault, type Fault, subjectOf, wrongType } from './codec.js';
import { durationForms, durationPattern, millisecondsOf, mostMilliseconds } from '../duration.js';
import { mendedName } from './mended-name.js';
import { described, isText, isUnsupported, type Node, type Scalar } from '../node.js';

/** A text with its place. */
export type Text = Scalar<string>;

// A number where a text is meant: `runner: 1` or a date. Its spelling in the file is not kept, so
// the advice does not repeat it.
const inQuotes = (node: Node): string[] =>
  node.kind === 'scalar' && node.value !== null && typeof node.value !== 'object'
    ? ['if it is meant as a string, put it in quotes']
    : [];

/** A text that is not empty. `what` names it: "a title". */
export const text = (what = 'a string'): Codec<Text> =>
  new Codec(what, { type: 'string', minLength: 1 }, (node, context) => {
    if (!isText(node)) return failed(wrongType(context, node, what, inQuotes(node)));
    if (node.value.trim() === '')
      return failed(
        fault(context, node, 'bad-value', `${subjectOf(context)} is empty`, {
          label: `expected ${what}`,
        }),
      );
    return t.success(node);
  });

/** A text of which only the content matters. */
export const words: Codec<string> = new Codec('a string', { type: 'string' }, (node, context) =>
  isText(node)
    ? t.success(node.value)
    : failed(wrongType(context, node, 'a string', inQuotes(node))),
);

const namePattern = '^[A-Za-z_][A-Za-z0-9_-]*$';
const isName = new RegExp(namePattern);
const mostNameLength = 200;
const nameRule = 'a name is a letter (a-z, A-Z) or `_`, then letters, digits, `_` or `-`';

/** What a name is; and of a letter that may look like one of these, such as a Cyrillic `о`, that it is none. */
const nameRuleFor = (value: string): string => {
  const [letter] = /(?!\p{Script=Latin})\p{L}/u.exec(value) ?? [];
  if (letter === undefined) return nameRule;
  const code = (letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `${nameRule}; ${quoted(letter)} (U+${code}) is not one of them`;
};

/** A name as a user could have meant it: `image ocr` → `image_ocr`, `ocr.text` → `ocr`. */
const asName = (value: string, what: string): string[] => {
  const [component = '', output] = value.split('.');
  if (what === 'a component to wait for' && output !== undefined && isName.test(component))
    return [component];
  const mended = mendedName(value);
  return isName.test(mended) && mended.length <= mostNameLength && /[A-Za-z0-9]/.test(mended)
    ? [mended]
    : [];
};

export const invalidName = (
  context: t.Context,
  node: Text,
  what: string,
  advice?: string,
): Fault => {
  const suggestions = advice === undefined ? asName(node.value, what) : [];
  return fault(
    context,
    node,
    'invalid-name',
    node.value === ''
      ? `${what} has an empty name`
      : `${quoted(node.value)} cannot be the name of ${what}`,
    {
      label: node.value.length > mostNameLength ? `longer than ${mostNameLength}` : 'not a name',
      suggestions,
      help: advice === undefined ? [...didYouMean(suggestions), nameRuleFor(node.value)] : [advice],
    },
  );
};

const nameSchema = { type: 'string', pattern: namePattern, maxLength: mostNameLength };

/** The name of something that the declaration introduces. `what` is with its article: "an input". */
export const name = (what: string): Codec<Text> =>
  new Codec(what, nameSchema, (node, context) => {
    if (!isText(node))
      return failed(wrongType(context, node, `the name of ${what}`, inQuotes(node)));
    if (!isName.test(node.value) || node.value.length > mostNameLength)
      return failed(invalidName(context, node, what));
    return t.success(node);
  });

const runnerHelp = (node: Node): string[] => {
  const help = inQuotes(node);
  if (help.length > 0 || !isPath(node.place)) return help;
  return [
    node.kind === 'scalar' && isUnsupported(node.value) && node.value.pipeline !== undefined
      ? 'a pipeline is named under `pipeline`'
      : 'pass runners to the function that loads the pipeline, as `{ runners: new Registry([…]) }`, and name them here',
  ];
};

/** The name of a runner: anything but what would be mistaken for a path or could not be seen. */
export const runnerName: Codec<Text> = new Codec(
  'the name of a runner',
  { type: 'string', pattern: '^[^\\s/\\\\]+$', maxLength: mostNameLength },
  (node, context) => {
    if (!isText(node))
      return failed(wrongType(context, node, 'the name of a runner', runnerHelp(node)));
    if (/[/\\]/.test(node.value))
      return failed(
        fault(
          context,
          node,
          'invalid-name',
          `${quoted(node.value)} is a path, not a runner's name`,
          {
            label: 'expected the name of a runner',
            help: [
              /\.(ya?ml|json)$/i.test(node.value)
                ? `another pipeline has a key of its own: ${quoted(`pipeline: ${node.value}`)}`
                : 'list the module under `runners` of the pipeline, and name its runner here',
            ],
          },
        ),
      );
    if (node.value === '' || node.value.length > mostNameLength || /[\s\p{C}]/u.test(node.value))
      return failed(
        fault(
          context,
          node,
          'invalid-name',
          node.value === ''
            ? `${subjectOf(context)} is empty`
            : `${quoted(node.value)} cannot be the name of a runner`,
          { label: 'expected the name of a runner', help: ['a name has no spaces and no slashes'] },
        ),
      );
    return t.success(node);
  },
);

/** A reference as a user could have meant it. */
const asReference = (value: string): string[] => {
  const parts = value.split('.');
  const mended = parts.flatMap((part) => asName(part, 'a reference'));
  return parts.length <= 2 && mended.length === parts.length ? [mended.join('.')] : [];
};

const referenceForms = 'a reference is `input` or `component.output`';

/** A reference to a consumable: `input` or `component.output`. */
export const reference: Codec<Text> = new Codec(
  'a reference',
  { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_-]*(\\.[A-Za-z_][A-Za-z0-9_-]*)?$' },
  (node, context) => {
    if (!isText(node))
      return failed(wrongType(context, node, 'a reference', [referenceForms, ...inQuotes(node)]));
    const dot = node.value.indexOf('.');
    const isSound =
      dot < 0
        ? isName.test(node.value)
        : isName.test(node.value.slice(0, dot)) && isName.test(node.value.slice(dot + 1));
    if (isSound) return t.success(node);
    const suggestions = asReference(node.value);
    const message =
      node.value === '' ? 'this reference is empty' : `${quoted(node.value)} is not a reference`;
    return failed(
      fault(context, node, 'invalid-reference', message, {
        label: node.value.split('.').length > 2 ? 'more than one dot' : 'not a reference',
        suggestions,
        help: [...didYouMean(suggestions), referenceForms, nameRuleFor(node.value)],
      }),
    );
  },
);

/** A whole number from `least` on. */
export const integer = (what: string, least: number): Codec<Scalar<number>> =>
  new Codec(what, { type: 'integer', minimum: least }, (node, context) => {
    if (node.kind === 'scalar' && typeof node.value === 'number') {
      if (Number.isSafeInteger(node.value) && node.value >= least)
        return t.success(node as Scalar<number>);
      return failed(
        fault(
          context,
          node,
          'bad-value',
          `${subjectOf(context)} must be a whole number, ${least} or more, not ${node.value}`,
          { label: `expected ${what}` },
        ),
      );
    }
    return failed(wrongType(context, node, what, outOfQuotes(node)));
  });

// A text that only looks like a number: `concurrency: "4"`.
const outOfQuotes = (node: Node): string[] =>
  isText(node) && node.value.trim() !== '' && Number.isFinite(Number(node.value))
    ? ['remove the quotes']
    : [];

/** A number within bounds. */
export const number = (what: string, least: number, most: number): Codec<number> =>
  new Codec(
    what,
    { type: 'number', minimum: least, ...(most === Infinity ? {} : { maximum: most }) },
    (node, context) => {
      if (node.kind !== 'scalar' || typeof node.value !== 'number')
        return failed(wrongType(context, node, what, outOfQuotes(node)));
      if (node.value >= least && node.value <= most && Number.isFinite(node.value))
        return t.success(node.value);
      return failed(
        fault(
          context,
          node,
          'bad-value',
          `${subjectOf(context)} must be ${what}, not ${node.value}`,
          { label: `expected ${what}` },
        ),
      );
    },
  );

/** A duration in milliseconds, written `500ms`, `30s`, `5m`, `1h`, or as a number of seconds. */
export const duration = (least: 'positive' | 'zero'): Codec<number> =>
  new Codec(
    'a duration',
    {
      anyOf: [
        { type: 'string', pattern: durationPattern },
        { type: 'number', ...(least === 'zero' ? { minimum: 0 } : { exclusiveMinimum: 0 }) },
      ],
    },
    (node, context) => {
      if (
        node.kind !== 'scalar' ||
        (typeof node.value !== 'number' && typeof node.value !== 'string')
      )
        return failed(wrongType(context, node, 'a duration', [durationForms]));
      const milliseconds = millisecondsOf(node.value);
      const shown = typeof node.value === 'string' ? quoted(node.value) : String(node.value);
      const wrong = (why: string) =>
        failed(
          fault(context, node, 'bad-value', `${subjectOf(context)} ${why}`, {
            label: 'expected a duration',
            help: [durationForms],
          }),
        );
      if (!Number.isFinite(milliseconds)) return wrong(`must be a duration, not ${shown}`);
      if (least === 'zero' && milliseconds < 0) return wrong(`cannot be negative, as ${shown} is`);
      if (least === 'positive' && milliseconds <= 0)
        return wrong(`must be longer than 0, not ${shown}`);
      if (milliseconds > mostMilliseconds) return wrong(`can be at most 24 days, not ${shown}`);
      return t.success(milliseconds);
    },
  );

/** One of a few words. */
export const oneOf = <Word extends string>(what: string, all: readonly Word[]): Codec<Word> =>
  new Codec(what, { enum: all }, (node, context) => {
    const found = isText(node) ? all.find((word) => word === node.value) : undefined;
    if (found !== undefined) return t.success(found);
    const suggestions = isText(node) ? new Suggester().nearest(node.value, all) : [];
    return failed(
      fault(
        context,
        node,
        'bad-value',
        `${subjectOf(context)} must be ${listed(all, 'or', 5, quoted)}, not ${
          isText(node) ? quoted(node.value) : described(node)
        }`,
        { label: `expected ${what}`, suggestions, help: didYouMean(suggestions) },
      ),
    );
  });
