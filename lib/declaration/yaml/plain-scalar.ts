import { CST, isScalar, type ScalarTag, Schema } from 'yaml';

import { doubleQuoted } from './double-quoted.js';
import { Beyond } from './plain-tokens.js';

const core = new Schema({ schema: 'core' }).tags.filter(
  (tag): tag is ScalarTag => 'test' in tag && tag.default === true,
);
const maybeNotText = /^$|^[-+.0-9~nNtTfF]/;

/** What a plain (unquoted) scalar is by YAML 1.2's core schema: a text, a number, a boolean, null. */
export const plainValue = (source: string): string | number | boolean | null => {
  if (maybeNotText.test(source))
    for (const tag of core)
      if (tag.test?.test(source) === true) {
        const resolved = tag.resolve(source, () => undefined, {});
        return (isScalar(resolved) ? resolved.value : resolved) as string | number | boolean | null;
      }
  return source;
};

/** What the library makes of a scalar's source; at any fault the file is more than plain. */
export const resolved = (token: CST.FlowScalar | CST.BlockScalar): string => {
  const fault = (): never => {
    throw new Beyond();
  };
  if (token.type === 'double-quoted-scalar') return doubleQuoted(token.source) ?? fault();
  return (
    token.type === 'block-scalar'
      ? CST.resolveAsScalar(token, true, fault)
      : CST.resolveAsScalar(token, true, fault)
  ).value;
};
