import { type Decision, type Decisions, no, yes } from './decisions.js';
import type { Subjects } from './scope.js';

/** The shortest way by which a decision comes to `yes`: variables, and which of their samples. */
export const shortestWay = (
  decisions: Decisions,
  subjects: Subjects,
  decision: Decision,
): readonly (readonly [variable: number, at: number])[] => {
  const costs = new Map<Decision, number>([
    [yes, 0],
    [no, Infinity],
  ]);
  const told = (variable: number, at: number): number => {
    const subject = subjects.all[variable];
    const sample = subject?.samples[at];
    return sample === undefined || subject?.told(sample) === undefined ? 0 : subject.weight;
  };
  const costOf = (one: Decision): number => {
    const known = costs.get(one);
    if (known !== undefined) return known;
    const { variable, branches } = decisions.branching(one) ?? { variable: 0, branches: [] };
    const cost = Math.min(...branches.map((next, at) => told(variable, at) + costOf(next)));
    costs.set(one, cost);
    return cost;
  };
  const way: [number, number][] = [];
  for (let one = decision; ;) {
    const branching = decisions.branching(one);
    if (branching === undefined) return way.reverse();
    const { variable, branches } = branching;
    const cost = costOf(one);
    const at = branches.findIndex((next, at) => told(variable, at) + costOf(next) === cost);
    way.push([variable, at]);
    one = branches[at] ?? no;
  }
};
