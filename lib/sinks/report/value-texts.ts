import { plainValue } from '../values/plain-value.js';
import type { NamedText, ValueText } from './report-data.js';
import type { Values } from '../../engine/event.js';

/** Of one value, and of all together: a page with more takes long to load. */
export const mostOfOne = 20_000;
export const mostOfAll = 32_000_000;
/** When there is no more room. */
const leastOfOne = 200;

/** On one line up to this width. */
const widest = 80;

/** The texts of values, each kept once. */
export class ValueTexts {
  readonly all: ValueText[] = [];
  private readonly places = new Map<string, number>();
  private readonly most: number;
  private total = 0;

  constructor(most: number) {
    this.most = most;
  }

  named(values: Values): NamedText[] {
    return Object.entries(values).map(([name, value]) => [name, this.place(value)]);
  }

  /** Whether values had to be cut shorter than usual. */
  get isFull(): boolean {
    return this.total >= this.most;
  }

  place(value: unknown): number {
    const kept = plainValue(value, this.isFull ? leastOfOne : mostOfOne);
    const [kind, text]: ValueText =
      typeof kept === 'string' ? ['text', kept] : ['data', inLines(kept)];
    const key = `${kind} ${text}`;
    let place = this.places.get(key);
    if (place === undefined) {
      place = this.all.push([kind, text]) - 1;
      this.places.set(key, place);
      this.total += text.length;
    }
    return place;
  }
}

const inLines = (value: unknown): string => {
  const short = JSON.stringify(value);
  return short.length <= widest ? short : JSON.stringify(value, null, 2);
};
