import type { ComponentDeclaration } from '../declaration/declaration.js';
import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import { quoted } from '../diagnostics/wording.js';
import type { Runner } from '../runners/runner.js';
import { hasThreads } from '../runners/thread/with-thread.js';

/** Components that are to run in threads and cannot. */
export const checkThreads = (
  components: readonly ComponentDeclaration[],
  runners: readonly (Runner | undefined)[],
  report: (diagnostic: Diagnostic) => void,
): void => {
  const threaded = components.flatMap(({ thread, pipeline }, index) => {
    const runner = runners[index];
    return thread?.value && runner !== undefined && pipeline === undefined
      ? [{ place: thread.place, runner }]
      : [];
  });
  for (const { place, runner } of threaded)
    if (runner.module === undefined)
      report(
        diagnose('no-thread', place, `runner ${quoted(runner.name)} cannot run in a thread`, {
          label: 'not in a thread',
          help: [
            'a thread loads its runner from a module: move a runner made in code to a module of its own; `Command` and `Http` need no thread, as their work is done elsewhere',
          ],
        }),
      );
  const [first] = threaded;
  if (first !== undefined && !hasThreads())
    report(
      diagnose(
        'no-thread',
        first.place,
        'threads need the package `piscina`, which is not installed',
        {
          label: 'not in a thread',
          help: ['run `npm install piscina`, or remove `thread`'],
        },
      ),
    );
};
