import type { Choice } from '../graph.js';
import { type Decision, type Decisions, no, yes } from './decisions.js';
import { type State, there } from './state.js';

/** When what is chosen is there. */
export const chosen = (
  decisions: Decisions,
  { kind, atLeast }: Choice,
  of: readonly State[],
): State => {
  const settled = of.map(({ there, absent }) => decisions.or(there, absent));
  // The rest need not be looked at: of thousands of alternatives each has conditions of its own.
  const isSettled = settled.every((one) => one === yes);
  const isOneOf = kind === 'first' || kind === 'race';
  if (isSettled && isOneOf && of.some((one) => one.there === yes)) return there;
  switch (kind) {
    case 'first': {
      let [found, rest]: Decision[] = [no, yes];
      for (const { there, absent } of of) {
        found = decisions.or(found ?? no, decisions.and(rest ?? yes, there));
        rest = decisions.and(rest ?? yes, absent);
      }
      return { there: found ?? no, absent: rest ?? yes };
    }
    case 'race':
      return {
        there: decisions.or(...of.map(({ there }) => there)),
        absent: decisions.and(...of.map(({ absent }) => absent)),
      };
    case 'all':
      return { there: enough(decisions, of, atLeast, settled), absent: no };
    default:
      return { there: decisions.and(...settled), absent: no };
  }
};

const enough = (
  decisions: Decisions,
  of: readonly State[],
  atLeast: number | undefined,
  settled: readonly Decision[],
): Decision => {
  if (atLeast === undefined) return decisions.and(...settled);
  // By how many are there at least, of those so far.
  let there: Decision[] = [yes, ...Array.from({ length: atLeast }, () => no)];
  for (const one of of)
    there = there.map((before, count) =>
      count === 0 ? yes : decisions.or(before, decisions.and(one.there, there[count - 1] ?? no)),
    );
  return there[atLeast] ?? no;
};
