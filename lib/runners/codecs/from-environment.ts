import * as t from 'io-ts';

import { closedRecord } from './closed-record.js';

/** A text that is taken from the environment when it is needed, and kept nowhere. */
export const fromEnvironment = closedRecord(
  '{ env, prefix }',
  t.intersection([t.type({ env: t.string }), t.partial({ prefix: t.string })]),
);

export type FromEnvironment = t.TypeOf<typeof fromEnvironment>;

/** The variable that a text names as a shell would, where the text is nothing else: `${NAME}`. */
export const shellVariableIn = (text: string): string | undefined =>
  /^\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))$/.exec(text)?.slice(1).find(Boolean);

/** What to do where such a text stands: nothing puts anything in for it. */
export const notExpanded = (variable: string): string =>
  `\`\${${variable}}\` is not expanded, since no shell reads it: take it from the environment with \`{ env: ${variable} }\``;
