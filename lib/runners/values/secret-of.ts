import { quoted } from '../../diagnostics/wording.js';
import { FinalError } from '../final-error.js';

/** A secret of the environment. Throws a `FinalError` where it is not there; `taker` is what it is taken for. */
export const secretOf = ({ env }: { readonly env: string }, taker: string): string => {
  // A file that a secret is read from often ends in a line break.
  const secret = process.env[env]?.trim() ?? '';
  if (secret !== '') return secret;
  throw new FinalError(`the environment has no ${quoted(env)}, which ${taker} is taken from`);
};
