import { type Condition, ConditionError } from '../../conditions/condition.js';
import { messageOf } from '../../diagnostics/thrown.js';
import { quoted } from '../../diagnostics/wording.js';
import { FinalError } from '../../runners/final-error.js';

/** What a task fails with whose condition could not be decided: what is wrong, and where that stands. */
export const conditionFailure = ({ text, where }: Condition, cause: unknown): FinalError => {
  const place = cause instanceof ConditionError ? where?.(cause.start, cause.end) : undefined;
  return new FinalError(
    `condition ${quoted(text)}: ${messageOf(cause)}${place === undefined ? '' : ` (at ${place})`}`,
    { cause },
  );
};
