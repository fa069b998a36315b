import type { Command } from 'commander';

import { listed, quoted } from '../../diagnostics/wording.js';
import { UsageError } from '../exit/usage-error.js';
import { collect } from '../flags/collect.js';

// Of two values one would count, and nobody would hear which.
export const refuseRepeated = (command: Command): void => {
  for (const option of command.options) {
    if (!option.required || option.variadic || option.parseArg === collect) continue;
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
            `options ${listed(pair.map((one) => quoted(`--${one}`)))} exclude each other`,
          );
      });
  }
};
