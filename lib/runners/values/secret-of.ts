import { quoted } from '../../diagnostics/wording.js';
import { FinalError } from '../final-error.js';
import { fewest } from './secrets.js';

/**
 * A secret of the environment; of one that is too short to be found in outputs the log is told. Throws a
 * `FinalError` where it is not there; `taker` is what it is taken for.
 */
export const secretOf = (
  { env }: { readonly env: string },
  taker: string,
  log: (message: string) => void,
): string => {
  // A file that a secret is read from often ends in a line break.
  const secret = (Object.hasOwn(process.env, env) ? process.env[env] : undefined)?.trim() ?? '';
  if (secret !== '' && secret.length < fewest)
    log(
      `warning: environment variable ${quoted(env)} has fewer than ${fewest} characters: outputs that contain it are not refused`,
    );
  if (secret !== '') return secret;
  throw new FinalError(`environment variable ${quoted(env)} is not set: ${taker} is taken from it`);
};
