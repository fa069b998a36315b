import * as E from 'fp-ts/lib/Either.js';

import { whyInexact } from '../../declaration/exact-number.js';
import type { InputType } from '../../declaration/inputs.js';
import { quoted } from '../../diagnostics/wording.js';
import { FinalError } from '../../runners/final-error.js';
import { fromJson } from '../../runners/values/json-values.js';

/** A text as a value of the type that an input declares, or in a sentence why it is none. */
export const inputOfText = (
  name: string,
  text: string,
  type: InputType | undefined,
): E.Either<string, unknown> => {
  const wrong = (expected: string): E.Either<string, unknown> =>
    E.left(`input ${quoted(name)} must be ${expected}, not ${quoted(text)}`);
  switch (type) {
    case undefined:
    case 'string':
      return E.right(text);
    case 'number':
    case 'integer': {
      const value = text.trim() === '' ? NaN : Number(text);
      if (type === 'number' && Number.isFinite(value) && whyInexact(text.trim()) === undefined)
        return E.right(value);
      if (type === 'integer' && Number.isSafeInteger(value)) return E.right(value);
      return wrong(type === 'number' ? 'a number' : 'an integer');
    }
    case 'boolean':
      // In capitals as spreadsheets write it.
      if (/^(?:true|false)$/i.test(text)) return E.right(text.toLowerCase() === 'true');
      return wrong('`true` or `false`');
    case 'json':
      try {
        return E.right(fromJson(text));
      } catch (error) {
        if (error instanceof FinalError)
          return E.left(`the value of input ${quoted(name)} cannot be used: ${error.message}`);
        return wrong('JSON');
      }
  }
};
