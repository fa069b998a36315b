import type { Command } from 'commander';

import { noChoice } from '../../diagnostics/suggest.js';
import { listed, quoted } from '../../diagnostics/wording.js';
import { UsageError } from '../exit/usage-error.js';
import { repeatable } from '../flags/repeatable.js';

// Of two values one would count, and nobody would hear which.
export const refuseRepeated = (command: Command): void => {
  for (const option of command.options) {
    if (!option.required || option.variadic || option.parseArg === repeatable) continue;
    let isGiven = false;
    command.on(`option:${option.name()}`, () => {
      if (isGiven)
        throw new UsageError(`option ${quoted(option.long ?? option.flags)} is given twice`);
      isGiven = true;
    });
  }
};

// The last would count.
export const refuseOpposites = (command: Command): void => {
  for (const option of command.options) {
    if (!option.negate) continue;
    const pair = [option.name().replace(/^no-/, ''), option.name()];
    const given = new Set<string>();
    for (const name of pair)
      command.on(`option:${name}`, () => {
        given.add(name);
        if (given.size > 1)
          throw new UsageError(
            `options ${listed(pair.map((one) => quoted(`--${one}`)))} cannot be used together`,
          );
      });
  }
};

/** What is none of the words that an option takes is told with the one that was meant. */
export const refuseMistyped = (command: Command): void => {
  for (const option of command.options) {
    const { argChoices, parseArg } = option;
    if (argChoices === undefined || parseArg === undefined) continue;
    option.argParser((word, previous) => {
      if (!argChoices.includes(word))
        throw new UsageError(`option ${noChoice(option.long ?? option.flags, word, argChoices)}`);
      return parseArg(word, previous);
    });
  }
};
