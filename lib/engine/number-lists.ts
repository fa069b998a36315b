/**
 * Lists of numbers, all of them in one array, each behind the one before: an array for each costs
 * more than all else that is planned of a task.
 */
export class NumberLists {
  /** Where each list begins in `items`; the next one begins where it ends. */
  readonly starts: Int32Array;
  readonly items: Int32Array;

  /** `starts` has one number more than there are lists. */
  constructor(starts: Int32Array, items: Int32Array) {
    this.starts = starts;
    this.items = items;
  }

  /** A list; empty where there is none. */
  of(list: number): number[] {
    return this.map(list, (item) => item);
  }

  /** What is made of each number of a list. */
  map<T>(list: number, make: (item: number) => T): T[] {
    const { starts, items } = this;
    const start = starts[list] ?? 0;
    const made = new Array<T>((starts[list + 1] ?? start) - start);
    for (let at = 0; at < made.length; at += 1) made[at] = make(items[start + at] as number);
    return made;
  }

  isEmpty(list: number): boolean {
    return this.starts[list] === this.starts[list + 1];
  }

  /**
   * For each number below `count` the lists that it stands in, one twice in which it stands twice: in
   * this order of the lists.
   */
  inverted(order: readonly number[], count: number): NumberLists {
    const { starts, items } = this;
    const places = new Int32Array(count + 1);
    for (const item of items) places[item + 1] = (places[item + 1] as number) + 1;
    for (let item = 0; item < count; item += 1)
      places[item + 1] = (places[item + 1] as number) + (places[item] as number);
    const inverted = new NumberLists(places.slice(), new Int32Array(items.length));
    for (const list of order)
      for (let at = starts[list] as number; at < (starts[list + 1] as number); at += 1) {
        const item = items[at] as number;
        const place = places[item] as number;
        inverted.items[place] = list;
        places[item] = place + 1;
      }
    return inverted;
  }
}
