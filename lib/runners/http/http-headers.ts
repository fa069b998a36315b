import { quoted } from '../../diagnostics/wording.js';
import { FinalError } from '../final-error.js';
import type { FromEnvironment } from '../codecs/from-environment.js';
import { secretOf } from '../values/secret-of.js';
import { Secrets } from '../values/secrets.js';

/** Headers as they are sent, by name in lower case, and what in them is from the environment. */
export interface ReadHeaders {
  readonly headers: Readonly<Record<string, string>>;
  readonly secretHeaders: ReadonlySet<string>;
  /** The values of environment variables. */
  readonly secrets: Secrets;
}

/** Reads what headers take from the environment. Throws a `FinalError` for what is not there. */
export const readHeaders = (
  given: Readonly<Record<string, string | FromEnvironment>>,
  log: (message: string) => void,
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
    const secret = secretOf(value, `header ${quoted(name)}`, log);
    if (/[^\t\x20-\x7e]/.test(secret))
      throw new FinalError(
        `environment variable ${quoted(value.env)} cannot be used for header ${quoted(name)}: it contains a character that is not printable ASCII`,
      );
    headers[key] = `${value.prefix ?? ''}${secret}`;
    secretHeaders.add(key);
    secrets.push(secret);
  }
  return { headers, secretHeaders, secrets: new Secrets(secrets) };
};
