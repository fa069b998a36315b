import { messageOf } from '../diagnostics/thrown.js';
import type { ComponentDeclaration } from '../declaration/declaration.js';
import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../diagnostics/suggest.js';
import { quoted } from '../diagnostics/wording.js';
import type { Runner } from '../runners/runner.js';
import type { Wired } from '../runners/wired-component.js';
import type { Mistake } from '../runners/mistake.js';
import { placeAt } from './check-params.js';
import type { WiredPort } from './check-ports.js';

/** Reports what the runner itself finds wrong with a component, where the param in question stands. */
export const checkByRunner = (
  runner: Runner,
  component: ComponentDeclaration,
  inputs: readonly WiredPort[],
  params: Readonly<Record<string, unknown>>,
  report: (diagnostic: Diagnostic) => void,
): void => {
  // A port may have its name from a reference that is wrong: that is one mistake.
  if (runner.check === undefined || inputs.some(({ consumable }) => consumable === undefined))
    return;
  const outputs = new Set(component.outputs.map(({ port }) => port.value));
  const wired = { inputs: inputs.map(({ port }) => port), outputs: [...outputs], params };
  for (const { message, param = [], help = [], suggestions = [] } of mistakesIn(runner, wired))
    report(
      diagnose(
        'bad-wiring',
        (param.length === 0 ? undefined : placeAt(component.params?.node, param.map(String))) ??
          component.name.place,
        message,
        {
          label: `not as ${quoted(runner.name)} takes it`,
          suggestions,
          help: [...didYouMean(suggestions), ...help],
        },
      ),
    );
};

// A check of the user's may throw.
const mistakesIn = (runner: Runner, wired: Wired): readonly Mistake[] => {
  try {
    return runner.check?.(wired) ?? [];
  } catch (error) {
    return [{ message: `the check of runner ${quoted(runner.name)} threw: ${messageOf(error)}` }];
  }
};
