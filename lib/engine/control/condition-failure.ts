import { type Condition, ConditionError } from '../../conditions/condition.js';
import { messageOf } from '../../diagnostics/thrown.js';
import { quoted } from '../../diagnostics/wording.js';
import { FinalError } from '../../runners/final-error.js';

/** What a task fails with whose condition could not be decided: what is wrong, and where that stands. */
export const conditionFailure = ({ text, where }: Condition, cause: unknown): FinalError => {
  const said = `condition ${quoted(text)}: ${messageOf(cause)}`;
  if (!(cause instanceof ConditionError)) return new FinalError(said, { cause });
  const place = where?.(cause.start, cause.end);
  return new FinalError(place === undefined ? said : `${said} (at ${place})`);
};
