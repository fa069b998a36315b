import * as t from 'io-ts';

import { quoted } from '../../diagnostics/wording.js';
import { closedRecord } from '../codecs/closed-record.js';
import { FinalError } from '../final-error.js';

/** A text that is taken from the environment when it is needed, and kept nowhere. */
export const fromEnvironment = closedRecord(
  '{ env, prefix }',
  t.intersection([t.type({ env: t.string }), t.partial({ prefix: t.string })]),
);

export type FromEnvironment = t.TypeOf<typeof fromEnvironment>;

/** Its secret part. Throws a `FinalError` where it is not there; `taker` is what it is taken for. */
export const secretOf = ({ env }: FromEnvironment, taker: string): string => {
  // A file that a secret is read from often ends in a line break.
  const secret = process.env[env]?.trim() ?? '';
  if (secret !== '') return secret;
  throw new FinalError(`the environment has no ${quoted(env)}, which ${taker} is taken from`);
};

/** The variable that a text names as a shell would, where the text is nothing else: `${NAME}`. */
export const shellVariableIn = (text: string): string | undefined =>
  /^\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))$/.exec(text)?.slice(1).find(Boolean);

/** What to do where such a text stands: nothing puts anything in for it. */
export const notExpanded = (variable: string): string =>
  `\`\${${variable}}\` would stay a plain text, as no shell reads it: take it from the environment by \`{ env: ${variable} }\``;
