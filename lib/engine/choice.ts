import { listed, quoted } from '../diagnostics/wording.js';

/** Throws for what is none of the words that an option takes, which JavaScript lets through. */
export const checkChoice = (option: string, value: string, choices: readonly string[]): void => {
  if (!choices.includes(value))
    throw new RangeError(
      `${quoted(option)} is ${listed(choices, 'or', choices.length, quoted)}, not ${quoted(value)}`,
    );
};
