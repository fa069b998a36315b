/** How something falls, by the values of variables: `no`, `yes`, or a branching by one of them. */
export type Decision = number;

export const no: Decision = 0;
export const yes: Decision = 1;

/** Thrown where the whole of a decision would be too much to look at. */
export class TooMuch extends Error {}

interface Branching {
  readonly variable: number;
  /** For each value of the variable what comes of it. */
  readonly branches: readonly Decision[];
  /** How many variables the longest way to `yes` or `no` asks. */
  readonly depth: number;
}

// Of branches that are looked at: of a value that thousands of conditions compare each has thousands.
const mostLooked = 300_000;
const mostInAll = 3_000_000;
const fewestLooked = 800;
const mostDepth = 400;

/**
 * Decision diagrams: all ways in which variables of a few values each can fall, without a walk over all
 * of them. What is equal is one and the same, so that what always holds is `yes` itself. The newest variable
 * is asked first: what goes on from earlier things then holds their diagrams as they are.
 */
export class Decisions {
  private readonly branchings: Branching[] = [];
  private readonly known = new Map<string, Decision>();
  private readonly negated = new Map<Decision, Decision>();
  private readonly conjoined = new Map<number, Decision>();
  private toLook = 0;
  private toLookInAll = mostInAll;

  /** A decision by one variable. */
  by(variable: number, branches: readonly Decision[]): Decision {
    const [first = no] = branches;
    if (branches.every((one) => one === first)) return first;
    const key = `${variable}:${branches.join()}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const depth = 1 + branches.reduce((most, one) => Math.max(most, this.depthOf(one)), 0);
    const decision = this.branchings.push({ variable, branches, depth }) + 1;
    this.known.set(key, decision);
    return decision;
  }

  branching(decision: Decision): Branching | undefined {
    return this.branchings[decision - 2];
  }

  not(decision: Decision): Decision {
    if (decision <= yes) return 1 - decision;
    const known = this.negated.get(decision);
    if (known !== undefined) return known;
    const { variable, branches } = this.branching(decision) as Branching;
    this.look(branches.length);
    const negated = this.by(
      variable,
      branches.map((one) => this.not(one)),
    );
    this.negated.set(decision, negated);
    this.negated.set(negated, decision);
    return negated;
  }

  and(...all: readonly Decision[]): Decision {
    return all.reduce((a, b) => this.both(a, b), yes);
  }

  or(...all: readonly Decision[]): Decision {
    return this.not(this.and(...all.map((one) => this.not(one))));
  }

  /** Throws `TooMuch` where `compute` takes too much; what it gives is not too deep to go on with. */
  bounded(compute: () => readonly Decision[]): readonly Decision[] {
    this.toLook = Math.max(fewestLooked, Math.min(mostLooked, this.toLookInAll));
    const before = this.toLook;
    try {
      const decisions = compute();
      if (decisions.some((one) => this.depthOf(one) > mostDepth)) throw new TooMuch();
      return decisions;
    } finally {
      this.toLookInAll -= before - this.toLook;
    }
  }

  /** Throws `TooMuch` where so many branches more are too many. */
  look(branches: number): void {
    this.toLook -= branches;
    if (this.toLook < 0) throw new TooMuch();
  }

  private both(a: Decision, b: Decision): Decision {
    if (a === b || b === yes) return a;
    if (a === yes) return b;
    if (a === no || b === no) return no;
    const [low, high] = a < b ? [a, b] : [b, a];
    const key = low * 2 ** 26 + high;
    const known = this.conjoined.get(key);
    if (known !== undefined) return known;
    const [left, right] = [this.branching(a) as Branching, this.branching(b) as Branching];
    const { variable, branches } = left.variable >= right.variable ? left : right;
    this.look(branches.length);
    const both = this.by(
      variable,
      branches.map((_, at) =>
        this.both(
          left.variable === variable ? (left.branches[at] ?? no) : a,
          right.variable === variable ? (right.branches[at] ?? no) : b,
        ),
      ),
    );
    this.conjoined.set(key, both);
    return both;
  }

  private depthOf(decision: Decision): number {
    return this.branching(decision)?.depth ?? 0;
  }
}
