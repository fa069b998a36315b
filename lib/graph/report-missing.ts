import type { ComponentDeclaration } from '../declaration/declaration.js';
import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../diagnostics/suggest.js';
import { quoted } from '../diagnostics/wording.js';
import { missingOf } from '../runners/missing-of.js';
import type { Runner } from '../runners/runner.js';
import { placeAt } from './check-params.js';

/**
 * Warns of what the runner needs and this machine has not, before hours of work come to it. It is no error: an earlier
 * task may make it, and workers may have it; where a component names their pool it is not asked for here.
 */
export const reportMissing = (
  runner: Runner,
  component: ComponentDeclaration,
  params: Readonly<Record<string, unknown>>,
  directory: string,
  report: (diagnostic: Diagnostic) => void,
): void => {
  if (component.workers !== undefined) return;
  for (const { message, param = [], help = [], suggestions = [] } of missingOf(
    runner,
    params,
    directory,
  ))
    report(
      diagnose(
        'missing-requirement',
        placeAt(component.params?.node, param.map(String)) ?? component.name.place,
        message,
        {
          label: `${quoted(component.name.value)} needs it`,
          suggestions,
          help: [...didYouMean(suggestions), ...help],
        },
      ),
    );
};
