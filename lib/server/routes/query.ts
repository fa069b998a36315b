import type { HonoRequest } from 'hono';

import { millisecondsOf, mostMilliseconds } from '../../declaration/duration.js';
import { didYouMean, noChoice, Suggester } from '../../diagnostics/suggest.js';
import { listed, quoted } from '../../diagnostics/wording.js';
import { Problem } from '../problem.js';

const wrong = (detail: string): Problem => new Problem(400, 'wrong-query', detail);

const hint = (name: string, known: readonly string[]): string => {
  if (known.length === 0) return 'none is taken';
  const [meant] = didYouMean(new Suggester().nearest(name, known));
  return meant ?? `there are ${listed(known, 'and', 5, quoted)}`;
};

/** The parameters of a query, of which each is known. Throws a `Problem` for another, or a wrong value. */
export class Query {
  private readonly all: Readonly<Record<string, string[]>>;

  constructor(request: HonoRequest, ...known: readonly string[]) {
    this.all = request.queries();
    for (const [name, values] of Object.entries(this.all))
      if (values.some((one) => one.includes('\0')))
        throw wrong(`${quoted(name)} has the character U+0000, which no name has`);
      else if (!known.includes(name))
        throw wrong(`there is no parameter ${quoted(name)}: ${hint(name, known)}`);
  }

  one(name: string): string | undefined {
    const [value, ...more] = this.several(name);
    if (more.length > 0) throw wrong(`${quoted(name)} is given twice`);
    return value;
  }

  several(name: string): readonly string[] {
    return Object.hasOwn(this.all, name) ? (this.all[name] ?? []) : [];
  }

  oneOf<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.one(name);
    if (value === undefined) return undefined;
    const found = choices.find((one) => one === value);
    if (found === undefined) throw wrong(noChoice(name, value, choices));
    return found;
  }

  whole(name: string, least: number): number | undefined {
    const text = this.one(name);
    if (text === undefined) return undefined;
    const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
    if (!Number.isSafeInteger(value) || value < least)
      throw wrong(`${quoted(name)} must be a whole number, ${least} or more, not ${quoted(text)}`);
    return value;
  }

  /** In milliseconds; without end where nothing is said. */
  duration(name: string): number | undefined {
    const text = this.one(name);
    if (text === undefined) return undefined;
    if (text === '') return Infinity;
    const value = millisecondsOf(/^\d+(?:\.\d+)?$/.test(text) ? Number(text) : text);
    if (!(value > 0 && value <= mostMilliseconds))
      throw wrong(
        `${quoted(name)} must be a duration such as \`30s\` or \`5m\`, not ${quoted(text)}`,
      );
    return value;
  }
}
