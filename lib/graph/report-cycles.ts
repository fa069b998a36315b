import type { ComponentDeclaration } from '../declaration/declaration.js';
import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import type { Place } from '../diagnostics/place.js';
import { counted, quoted, shorten } from '../diagnostics/wording.js';
import { cyclesOf, successorsOf } from './cycles.js';
import { componentsOf, type Source } from './declared-names.js';
import type { Wiring } from './wire.js';

const mostSteps = 12;
const mostStuck = 20;

/** Reports each cycle, and with it the tasks that could never run and the inputs each would miss. */
export const reportCycles = (
  components: readonly ComponentDeclaration[],
  sources: readonly Source[],
  wiring: readonly Wiring[],
  stuck: readonly number[],
  report: (diagnostic: Diagnostic) => void,
): void => {
  const cycles = cyclesOf(wiring.map(({ predecessors }) => predecessors));
  const waiting = waitingFor(cycles, wiring);
  const isStuck = new Set(stuck);
  const nameOf = (index: number): string => components[index]?.name.value ?? '';
  for (const [index, cycle] of cycles.entries()) {
    // A cycle lists what waits for what; data flows the other way round.
    const flow = [cycle[0] ?? 0, ...cycle.slice(1).reverse(), cycle[0] ?? 0].map(nameOf);
    const steps = cycle.map((vertex, at) => {
      const before = cycle[(at + 1) % cycle.length] ?? vertex;
      return {
        place: stepPlace(components[vertex], wiring[vertex], sources, before),
        message: `${quoted(nameOf(vertex))} waits for ${quoted(nameOf(before))}`,
      };
    });
    const [first, ...others] = steps;
    if (first === undefined) continue;
    const missing = (waiting[index] ?? []).map((vertex) => {
      const inputs = (wiring[vertex]?.inputs ?? [])
        .filter(({ consumable }) =>
          componentsOf(sources, consumable).some((one) => isStuck.has(one)),
        )
        .map(({ reference }) => shorten(reference.value, 80));
      const dependencies = (wiring[vertex]?.dependencies ?? [])
        .filter(({ component }) => isStuck.has(component))
        .map(({ name }) => `${shorten(name.value, 80)} (dependency)`);
      const { when } = components[vertex] ?? {};
      const isAsked = componentsOf(sources, wiring[vertex]?.when).some((one) => isStuck.has(one));
      const conditions =
        when !== undefined && isAsked ? [`${shorten(when.value, 80)} (condition)`] : [];
      const all = [...inputs, ...conditions, ...dependencies];
      return `  ${nameOf(vertex)}: ${all.slice(0, 4).join(', ')}${all.length > 4 ? `, and ${all.length - 4} more` : ''}`;
    });
    report(
      diagnose('cycle', first.place, `a cycle: ${shownPath(flow)}`, {
        label: first.message,
        related: others,
        help: [
          `${counted(missing.length, 'task')} can never run, since these are never available:`,
          ...missing.slice(0, mostStuck),
          ...(missing.length > mostStuck ? [`  and ${missing.length - mostStuck} more`] : []),
        ],
      }),
    );
  }
};

const shownPath = (flow: readonly string[]): string => {
  const names = flow.map((name) => quoted(name));
  if (names.length <= mostSteps) return names.join(' → ');
  const half = mostSteps / 2;
  const left = names.length - mostSteps;
  return [...names.slice(0, half), `(${left} more)`, ...names.slice(-half)].join(' → ');
};

const stepPlace = (
  component: ComponentDeclaration | undefined,
  wiring: Wiring | undefined,
  sources: readonly Source[],
  before: number,
): Place => {
  const comesFrom = (consumable: number | undefined): boolean =>
    componentsOf(sources, consumable).includes(before);
  const input = wiring?.inputs.find(({ consumable }) => comesFrom(consumable));
  if (input !== undefined) return input.reference.place;
  if (component?.when !== undefined && comesFrom(wiring?.when)) return component.when.place;
  const dependency = wiring?.dependencies.find((one) => one.component === before);
  return dependency?.name.place ?? component?.name.place ?? [];
};

/** For each cycle the stuck components that are on it or wait for it; each component once. */
const waitingFor = (
  cycles: readonly (readonly number[])[],
  wiring: readonly Wiring[],
): readonly (readonly number[])[] => {
  const successors = successorsOf(wiring.map(({ predecessors }) => predecessors));
  const taken = new Set<number>();
  // The members of all cycles first: one that is on a cycle is told with it.
  const waiting = cycles.map((cycle) =>
    cycle.filter((vertex) => {
      if (taken.has(vertex)) return false;
      taken.add(vertex);
      return true;
    }),
  );
  return waiting.map((members) => {
    const all = [...members];
    for (let head = 0; head < all.length; head += 1)
      for (const next of successors[all[head] ?? -1] ?? [])
        if (!taken.has(next)) {
          taken.add(next);
          all.push(next);
        }
    return all.sort((a, b) => a - b);
  });
};
