const nobody: readonly number[] = [];

/**
 * For each of many things, who takes it. All are counted before any is added: an array that grows by
 * `push` keeps room for sixteen more, which would be most of what a large graph takes up.
 */
export class Takers {
  readonly lists: (readonly number[])[];
  private readonly counts: Int32Array;

  constructor(things: number) {
    this.lists = new Array<readonly number[]>(things).fill(nobody);
    this.counts = new Int32Array(things);
  }

  count(thing: number): void {
    this.counts[thing] = (this.counts[thing] ?? 0) + 1;
  }

  /** Those that take a thing stand in the order in which they are added. */
  add(thing: number, taker: number): void {
    const left = this.counts[thing] ?? 0;
    this.counts[thing] = left - 1;
    if (this.lists[thing] === nobody) this.lists[thing] = new Array<number>(left);
    const list = this.lists[thing] as number[];
    list[list.length - left] = taker;
  }
}
