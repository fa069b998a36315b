import type { Condition } from '../../conditions/condition.js';
import { type Expression, isPath, partsOf } from '../../conditions/expression.js';
import { canonical } from '../../conditions/canonical.js';
import { printed } from '../../conditions/printed.js';
import { compared, type Comparison, isOneOf } from './comparison.js';
import { Claim, type Literal, missing, type Sample, Value } from './subjects.js';

/** What a test comes to for a sample; `undefined` where the condition fails with it. */
export type Outcome = boolean | undefined;

/** A condition as far as it matters how it falls. */
export type Formula =
  | { readonly kind: 'constant'; readonly holds: Outcome }
  | { readonly kind: 'not'; readonly of: Formula }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Formula[] }
  /** Whether a name is there, and then a part of it. */
  | { readonly kind: 'has'; readonly name: string; readonly part: Test | undefined }
  | Test;

export interface Test {
  readonly kind: 'test';
  readonly variable: number;
  readonly outcome: (sample: Sample) => Outcome;
  /** What must be there for it. */
  readonly names: readonly string[];
  /** What it may come to, which need not be there: where it is not, the sample `missing` is absent. */
  readonly perhaps: readonly string[];
}

/** The subjects that conditions are about, by what is asked: each is a variable. */
export interface Variables {
  readonly value: (key: string, make: () => Value) => readonly [number, Value];
  readonly claim: (key: string, make: () => Claim) => number;
}

/** What a name of a condition is called beyond the pipeline that it stands in. */
export interface Naming {
  readonly key: (name: string) => string;
  readonly isInteger: (name: string) => boolean;
}

/** Reads a condition; what it compares with is added to the subjects. */
export const formulaOf = (
  { text, expression }: Condition,
  variables: Variables,
  naming: Naming,
): Formula => {
  const formula = (of: Expression): Formula => {
    switch (of.kind) {
      case 'literal':
        return { kind: 'constant', holds: typeof of.value === 'boolean' ? of.value : undefined };
      case 'not':
        return { kind: 'not', of: formula(of.of) };
      case 'and':
      case 'or':
        return { kind: of.kind, parts: of.parts.map(formula) };
      case 'has': {
        const root = rootOf(of.of);
        if (root === undefined) return claim(of);
        if (of.of.kind === 'name') return { kind: 'has', name: root, part: undefined };
        const [variable, subject] = measured(of.of) ?? [];
        if (variable === undefined || subject === undefined) return claim(of);
        subject.ask();
        const part = test(variable, (sample) => sample !== missing, [root]);
        return { kind: 'has', name: root, part };
      }
      case 'binary':
        return comparison(of) ?? claim(of);
      default:
        return isPath(of) ? (truth(of) ?? claim(of)) : claim(of);
    }
  };

  const truth = (of: Expression): Formula | undefined => {
    const [variable, subject, name] = measured(of) ?? [];
    if (variable === undefined || subject === undefined || name === undefined) return undefined;
    subject.compare(true);
    return test(variable, (one) => (typeof one === 'boolean' ? one : undefined), [name]);
  };

  const comparison = (of: Expression & { readonly kind: 'binary' }): Formula | undefined => {
    const { operator, left, right } = of;
    if (operator === 'in') {
      const [variable, subject, name] = measured(left) ?? [];
      const items = right.kind === 'list' ? right.items.map(literalOf) : [undefined];
      if (variable === undefined || subject === undefined || name === undefined) return undefined;
      const literals = items.filter((one) => one !== undefined);
      if (literals.length < items.length) return undefined;
      for (const literal of literals) subject.compare(literal);
      return test(variable, (sample) => isOneOf(sample, literals), [name]);
    }
    const sided = isComparison(operator)
      ? (sides(operator, left, right) ?? sides(mirrored[operator], right, left))
      : undefined;
    if (sided === undefined) return undefined;
    const { variable, subject, name, literal, by } = sided;
    // Beyond equality the order of strings would need strings between others.
    if (typeof literal === 'string' && by !== '==' && by !== '!=') return undefined;
    subject.compare(literal);
    return test(variable, (sample) => compared(by, sample, literal), [name]);
  };

  const sides = (by: Comparison, left: Expression, right: Expression) => {
    const [variable, subject, name] = measured(left) ?? [];
    const literal = literalOf(right);
    return variable === undefined ||
      subject === undefined ||
      name === undefined ||
      literal === undefined
      ? undefined
      : { variable, subject, name, literal, by };
  };

  // A name, a field of it, or the size of one.
  const measured = (of: Expression): readonly [number, Value, string] | undefined => {
    const path = of.kind === 'size' ? of.of : of;
    const name = rootOf(path);
    if (name === undefined) return undefined;
    const told = canonical(path, naming.key).text;
    const isWhole = path.kind === 'name' && naming.isInteger(name);
    const [variable, value] = variables.value(canonical(of, naming.key).text, () =>
      of.kind === 'size' ? new Value(told, 'size') : new Value(told, isWhole ? 'integer' : 'any'),
    );
    return [variable, value, name];
  };

  const claim = (of: Expression): Formula => {
    const { text: key, isNegated } = canonical(of, naming.key);
    const written = text.slice(of.start, of.end);
    const said = isClosed(written) ? written : printed(of);
    const { names, perhaps } = namesIn(of);
    const variable = variables.claim(key, () => new Claim(said, isNegated, perhaps.length > 0));
    const asked: Formula = {
      kind: 'test',
      variable,
      outcome: (one) => one === true,
      names,
      perhaps,
    };
    return isNegated ? { kind: 'not', of: asked } : asked;
  };

  return formula(expression);
};

// What stands in brackets begins and ends within them: `(a || b) != c` begins with `a`.
const isClosed = (text: string): boolean => {
  let open = 0;
  for (const [bracket] of text
    .replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, '')
    .matchAll(/[()]/g)) {
    open += bracket === '(' ? 1 : -1;
    if (open < 0) return false;
  }
  return open === 0;
};

const test = (variable: number, outcome: Test['outcome'], names: readonly string[]): Test => ({
  kind: 'test',
  variable,
  outcome,
  names,
  perhaps: [],
});

const isComparison = (operator: string): operator is Comparison => operator in mirrored;

const mirrored: Record<Comparison, Comparison> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
};

const literalOf = (of: Expression): Literal | undefined => {
  if (of.kind === 'literal') return of.value;
  const value = of.kind === 'minus' ? literalOf(of.of) : undefined;
  return typeof value === 'number' ? -value : undefined;
};

/** The name that a path begins with; `undefined` where it is no plain path. */
const rootOf = (of: Expression): string | undefined => {
  switch (of.kind) {
    case 'name':
      return of.name;
    case 'field':
      return rootOf(of.of);
    case 'element':
      return of.index.kind === 'literal' ? rootOf(of.of) : undefined;
    default:
      return undefined;
  }
};

// What `all` and `exists` ask of each element is not asked of an empty list; `has` asks whatever is there.
const namesIn = (of: Expression): Pick<Test, 'names' | 'perhaps'> => {
  const names = new Set<string>();
  const perhaps = new Set<string>();
  const walk = (part: Expression, into: Set<string>): void => {
    if (part.kind === 'name') into.add(part.name);
    else if (part.kind === 'all' || part.kind === 'exists') {
      walk(part.over, into);
      walk(part.holds, perhaps);
    } else if (part.kind === 'and' || part.kind === 'or' || part.kind === 'has') {
      for (const one of partsOf(part)) walk(one, perhaps);
    } else for (const one of partsOf(part)) walk(one, into);
  };
  walk(of, names);
  return { names: [...names], perhaps: [...perhaps].filter((name) => !names.has(name)) };
};
