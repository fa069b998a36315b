import * as E from 'fp-ts/lib/Either.js';

import { absent } from '../../lib/conditions/absent.js';
import {
  type Condition,
  ConditionError,
  parseCondition,
  type Resolve,
} from '../../lib/conditions/condition.js';

/** Names as a pipeline has them: inputs such as `q`, outputs such as `read.confidence`. */
export const knowing =
  (...names: readonly string[]): Resolve =>
  (path) => {
    const [one = '', two = ''] = path;
    if (names.includes(one)) return 1;
    if (names.includes(`${one}.${two}`)) return 2;
    const suggestions = names.filter((name) => name.startsWith(one.slice(0, 2)));
    return { message: `nothing is named \`${path.slice(0, 2).join('.')}\``, help: [], suggestions };
  };

const all = ['q', 'n', 'flag', 'a.x', 'b.x', 'read.confidence', 'image-ocr.text', 'ocr.page-text'];

export const parsed = (text: string, resolve: Resolve = knowing(...all)): Condition => {
  const condition = parseCondition(text, resolve);
  if (E.isRight(condition)) return condition.right;
  throw new Error(condition.left.map(({ message }) => message).join('; '));
};

/** Each fault as the marked part of the text, the message and the help. */
export const faultsOf = (text: string, resolve: Resolve = knowing(...all)): string[][] => {
  const condition = parseCondition(text, resolve);
  return E.isRight(condition)
    ? []
    : condition.left.map(({ start, end, message, help }) => [
        text.slice(start, end),
        message,
        ...help,
      ]);
};

/** `true`, `false`, `absent`, or the error as the marked part of the text, the message and the help. */
export const outcomeOf = (
  text: string,
  values: Readonly<Record<string, unknown>> = {},
): boolean | 'absent' | readonly string[] => {
  try {
    const outcome = parsed(text).evaluate((name) =>
      Object.hasOwn(values, name) ? values[name] : absent,
    );
    return outcome === absent ? 'absent' : outcome;
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    return [text.slice(error.start, error.end), error.message, ...error.help];
  }
};
