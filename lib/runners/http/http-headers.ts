import { quoted } from '../../diagnostics/wording.js';
import { FinalError } from '../final-error.js';
import type { FromEnvironment } from './http-params.js';

/** Headers as they are sent, by name in lower case, and what in them is from the environment. */
export interface ReadHeaders {
  readonly headers: Readonly<Record<string, string>>;
  readonly secretHeaders: ReadonlySet<string>;
  /** The values of environment variables. */
  readonly secrets: readonly string[];
}

/** Reads what headers take from the environment. Throws a `FinalError` for what is not there. */
export const readHeaders = (
  given: Readonly<Record<string, string | FromEnvironment>>,
): ReadHeaders => {
  const headers: Record<string, string> = {};
  const secretHeaders = new Set<string>();
  const secrets: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    const key = name.toLowerCase();
    if (typeof value === 'string') {
      headers[key] = value;
      continue;
    }
    // A file that a secret is read from often ends in a line break.
    const secret = process.env[value.env]?.trim() ?? '';
    if (secret === '')
      throw new FinalError(
        `the environment has no ${quoted(value.env)}, which the header ${quoted(name)} is taken from`,
      );
    if (/[^\t\x20-\x7e]/.test(secret))
      throw new FinalError(
        `${quoted(value.env)} of the environment cannot be the header ${quoted(name)}: it holds other than ASCII characters`,
      );
    headers[key] = `${value.prefix ?? ''}${secret}`;
    secretHeaders.add(key);
    secrets.push(secret);
  }
  return { headers, secretHeaders, secrets };
};
