import { located } from '../../diagnostics/place.js';
import { quoted } from '../../diagnostics/wording.js';
import type { Findings } from '../../load.js';

/** What is said of params that the command line sets and that nothing says there are: a line each. */
export const undeclaredText = ({ source, diagnostics }: Findings): string =>
  diagnostics
    .filter(({ code }) => code === 'undeclared-param')
    .map(
      ({ place, message, help }) =>
        `mlpipeline: ${quoted(located(source, place).source.name)}: ${[message, ...help].join('; ')}\n`,
    )
    .join('');
