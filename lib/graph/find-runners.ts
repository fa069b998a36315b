import type { ComponentDeclaration } from '../declaration/declaration.js';
import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import { didYouMean, type Suggester } from '../diagnostics/suggest.js';
import { listed, quoted } from '../diagnostics/wording.js';
import type { Registry } from '../runners/registry.js';
import type { Runner } from '../runners/runner.js';

/** The runner of each component, in the same order; what names none is reported. */
export const findRunners = (
  components: readonly ComponentDeclaration[],
  registry: Registry,
  suggester: Suggester,
  report: (diagnostic: Diagnostic) => void,
  pipelineOf: (component: ComponentDeclaration, index: number) => Runner | undefined = () =>
    undefined,
): readonly (Runner | undefined)[] => {
  const names = registry.names();
  return components.map((component, index) => {
    const { runner, pipeline } = component as Partial<ComponentDeclaration>;
    // A pipeline that could not be loaded is reported.
    if (pipeline !== undefined || runner === undefined) return pipelineOf(component, index);
    const found = registry.get(runner.value);
    if (found !== undefined || runner.value === '') return found;
    const suggestions = suggester.nearest(runner.value, names);
    report(
      diagnose('unknown-runner', runner.place, `there is no runner ${quoted(runner.value)}`, {
        label: 'unknown runner',
        suggestions,
        help:
          suggestions.length > 0
            ? didYouMean(suggestions)
            : [
                names.length === 0
                  ? 'no runners are loaded'
                  : `there are ${listed(names, 'and', 8, quoted)}`,
                'modules with more runners are listed under `runners` of the pipeline',
              ],
      }),
    );
    return undefined;
  });
};
