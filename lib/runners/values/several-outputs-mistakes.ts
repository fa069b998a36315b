import { listed, quoted } from '../../diagnostics/wording.js';
import type { Mistake } from '../mistake.js';

/** More outputs than the one that is all of what was read, where a param says that it is read so. */
export const severalOutputsMistakes = (
  param: string,
  form: string,
  outputs: readonly string[],
): readonly Mistake[] =>
  form === 'json' || outputs.length <= 1
    ? []
    : [
        {
          param: [param],
          message: `\`${param}: ${form}\` gives one output, not ${outputs.length}: ${listed(outputs, 'and', 5, quoted)}`,
          help: [`several outputs are taken from JSON: \`${param}: json\``],
        },
      ];
