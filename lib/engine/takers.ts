/**
 * For each of many things, who takes it, in the order in which they are added. All are counted
 * before any is added, so that all stand in one array: a list for each thing would be most of what
 * a large graph takes up.
 */
export class Takers {
  /** Where the takers of each thing begin, once all are counted; those of the one before end there. */
  private readonly starts: Int32Array;
  /** Where the next one of each thing is put. */
  private readonly next: Int32Array;
  private takers = new Int32Array(0);

  constructor(things: number) {
    this.starts = new Int32Array(things + 1);
    this.next = new Int32Array(things);
  }

  count(thing: number): void {
    this.starts[thing + 1] = (this.starts[thing + 1] ?? 0) + 1;
  }

  /** All are counted: from now on they are added. */
  counted(): void {
    const { starts, next } = this;
    for (let thing = 0; thing < next.length; thing += 1) {
      const start = starts[thing] ?? 0;
      next[thing] = start;
      starts[thing + 1] = (starts[thing + 1] ?? 0) + start;
    }
    this.takers = new Int32Array(starts[next.length] ?? 0);
  }

  add(thing: number, taker: number): void {
    const place = this.next[thing] ?? 0;
    this.takers[place] = taker;
    this.next[thing] = place + 1;
  }

  areAny(thing: number): boolean {
    return this.end(thing) > this.first(thing);
  }

  /** The place of a thing's first taker; the others stand behind it, before `end`. */
  first(thing: number): number {
    return this.starts[thing] ?? 0;
  }

  end(thing: number): number {
    return this.starts[thing + 1] ?? 0;
  }

  at(place: number): number {
    return this.takers[place] ?? 0;
  }
}
