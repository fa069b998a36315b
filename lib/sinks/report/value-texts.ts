import type { NamedText, ValueText } from './report-data.js';
import type { Values } from '../../engine/events/event.js';

/** Of one value, and of all together: a page with more takes long to load. */
export const mostOfOne = 20_000;
export const mostOfAll = 32_000_000;
/** When there is no more room. */
const leastOfOne = 200;

/** Texts that nothing may need any more, before they are looked for: the shortest takes room, too. */
const leastSwept = 5_000;

/** On one line up to this width. */
const widest = 80;

/** A value as JSON data of at most so many characters. */
export type Plain = (value: unknown, most: number) => unknown;

/** A value that was recorded already, and cut then: only a text that is far too long is cut again. */
export const asRecorded: Plain = (value, most) => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const room = most * 5;
  if (text.length <= room) return value;
  return `${text.slice(0, room)}… <${(text.length - room).toLocaleString('en')} more characters>`;
};

/** The texts of values, each kept once. */
export class ValueTexts {
  private readonly texts: ValueText[] = [];
  private readonly places = new Map<string, number>();
  /** Places that are to be taken again. */
  private readonly free: number[] = [];
  private readonly most: number;
  private readonly plain: Plain;
  private total = 0;
  private sweepAt: number;
  private sweepAtTexts = leastSwept;

  constructor(most: number, plain: Plain) {
    this.most = most;
    this.plain = plain;
    this.sweepAt = most;
  }

  /** As they are now; a place may come to hold another text. */
  get all(): readonly ValueText[] {
    return [...this.texts];
  }

  /** Whether so much has come that it is time to ask what is still needed. */
  get isSweepDue(): boolean {
    return this.total >= this.sweepAt || this.places.size >= this.sweepAtTexts;
  }

  /** Lets go of all texts but those at these places. */
  keepOnly(used: ReadonlySet<number>): void {
    for (const [key, place] of this.places) {
      if (used.has(place)) continue;
      this.places.delete(key);
      this.total -= this.texts[place]?.[1].length ?? 0;
      this.texts[place] = ['text', ''];
      this.free.push(place);
    }
    this.sweepAt = Math.max(this.total, this.most) + this.most / 8;
    this.sweepAtTexts = this.places.size * 1.25 + leastSwept;
  }

  named(values: Values): NamedText[] {
    return Object.entries(values).map(([name, value]) => [name, this.place(value)]);
  }

  /** Whether values had to be cut shorter than usual. */
  get isFull(): boolean {
    return this.total >= this.most;
  }

  place(value: unknown): number {
    const kept = this.plain(value, this.isFull ? leastOfOne : mostOfOne);
    const [kind, text]: ValueText =
      typeof kept === 'string' ? ['text', kept] : ['data', inLines(kept)];
    const key = `${kind} ${text}`;
    let place = this.places.get(key);
    if (place === undefined) {
      place = this.free.pop() ?? this.texts.length;
      this.texts[place] = [kind, text];
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
