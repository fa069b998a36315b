import { quoted } from '../../diagnostics/wording.js';

/** A value that stands for all others that are not told apart; one that is not there. */
export const other: unique symbol = Symbol('other');
export const missing: unique symbol = Symbol('missing');

export type Literal = null | boolean | number | string;
export type Sample = Literal | typeof other | typeof missing;

/** One of the things that decide how conditions fall, as the value that it has in a case. */
export interface Circumstance {
  /** What has the value: `q`, `read.pages`. */
  readonly name: string;
  /** `undefined` where no value can be named. */
  readonly value: Literal | undefined;
  /** `` `q` is 0.5 ``. */
  readonly text: string;
}

/** Something that conditions ask about, or that may come: it has one of a few values. */
export interface Subject {
  readonly samples: readonly Sample[];
  /** How much there is to say for a case that asks it. */
  readonly weight: number;
  /** What is told of a sample; `undefined` for what goes without saying. */
  readonly told: (sample: Sample) => Circumstance | undefined;
}

/** A value that conditions compare with literals: one sample for each part that they tell apart. */
export class Value implements Subject {
  readonly weight = 1;
  private readonly name: string;
  private readonly kind: 'any' | 'integer' | 'size';
  private readonly literals = new Set<Literal>();
  private isAsked = false;
  private all: readonly Sample[] | undefined;

  constructor(name: string, kind: 'any' | 'integer' | 'size') {
    this.name = name;
    this.kind = kind;
  }

  compare(literal: Literal): void {
    this.literals.add(literal);
    this.all = undefined;
  }

  /** It is asked whether it is there. */
  ask(): void {
    this.isAsked = true;
    this.all = undefined;
  }

  get samples(): readonly Sample[] {
    return (this.all ??= this.sampled());
  }

  readonly told = (sample: Sample): Circumstance => {
    const name = this.kind === 'size' ? `size(${this.name})` : this.name;
    const value = typeof sample === 'symbol' || this.isOther(sample) ? undefined : sample;
    return { name, value, text: `${quoted(name)} is ${this.said(sample)}` };
  };

  private said(sample: Sample): string {
    if (sample === missing) return 'absent';
    if (sample === other) return this.literals.has(null) ? 'not null' : 'present';
    if (!this.isOther(sample)) return JSON.stringify(sample);
    const strings = this.strings.map((one) => JSON.stringify(one));
    const said = strings.length > 4 ? [...strings.slice(0, 3), '…'] : strings;
    return said.length === 1 ? `not ${said[0] ?? ''}` : `none of ${said.join(', ')}`;
  }

  private isOther(sample: Sample): boolean {
    return typeof sample === 'string' && !this.literals.has(sample);
  }

  private get strings(): readonly string[] {
    return [...this.literals].filter((one) => typeof one === 'string');
  }

  // Those that a condition names come first: a case is best told with them.
  private sampled(): readonly Sample[] {
    const numbers = [...this.literals].filter((one) => typeof one === 'number');
    const { strings } = this;
    const booleans = [...this.literals].some((one) => typeof one === 'boolean');
    const samples: Sample[] = [
      ...(this.kind === 'any' ? among(numbers) : wholes(numbers, this.kind === 'size')),
      ...strings,
      ...(strings.length > 0 ? [otherThan(strings)] : []),
      ...(booleans ? [false, true] : []),
    ];
    const hasKnown = samples.length > 0;
    if (this.literals.has(null)) samples.push(null);
    if (!hasKnown) samples.push(other);
    if (this.isAsked) samples.push(missing);
    return samples;
  }
}

/** Something that holds or not, of which no value can be told. */
export class Claim implements Subject {
  readonly samples: readonly Sample[];
  readonly weight = 2;
  private readonly text: string;
  private readonly isNegated: boolean;

  /** With `mayLack` it may name something that is absent, and come to nothing by that. */
  constructor(text: string, isNegated: boolean, mayLack: boolean) {
    this.samples = mayLack ? [false, true, missing] : [false, true];
    this.text = text;
    this.isNegated = isNegated;
  }

  readonly told = (sample: Sample): Circumstance => ({
    name: this.text,
    value: undefined,
    text: `${quoted(this.text)} ${(sample === true) === this.isNegated ? 'does not hold' : 'holds'}`,
  });
}

/** Something that may come of a task, and as a rule does not. */
export class Incident implements Subject {
  readonly samples: readonly Sample[] = [false, true];
  readonly weight = 3;
  private readonly task: string;
  private readonly text: string;

  constructor(task: string, text: string) {
    this.task = task;
    this.text = text;
  }

  readonly told = (sample: Sample): Circumstance | undefined =>
    sample === true
      ? { name: this.task, value: undefined, text: `${quoted(this.task)} ${this.text}` }
      : undefined;
}

const ascending = (numbers: readonly number[]): readonly number[] =>
  [...numbers].sort((a, b) => a - b);

// The numbers themselves, and one below, between and above them.
const among = (numbers: readonly number[]): readonly number[] => {
  if (numbers.length === 0) return [];
  const sorted = ascending(numbers);
  const between = sorted.slice(1).flatMap((high, at) => {
    const low = sorted[at] ?? high;
    const middle = low + (high - low) / 2;
    const round = Math.round(middle);
    return [round > low && round < high ? round : middle].filter((one) => one > low && one < high);
  });
  const [least = 0, most = 0] = [sorted[0], sorted.at(-1)];
  const below = least > 0 ? 0 : below1(least);
  const above = most >= 0 && most < 1 ? 1 : -below1(-most);
  return [...sorted, ...between, below, above];
};

const below1 = (number: number): number => (number - 1 < number ? number - 1 : number * 2);

const wholes = (numbers: readonly number[], isSize: boolean): readonly number[] => {
  const all = ascending(numbers).flatMap((one) => [Math.floor(one), Math.ceil(one)]);
  const near = all.flatMap((one) => [one - 1, one + 1]);
  return [...new Set([...all, ...near])].filter((one) => !isSize || one >= 0);
};

const otherThan = (strings: readonly string[]): string => {
  let text = 'other';
  while (strings.includes(text)) text += '_';
  return text;
};
