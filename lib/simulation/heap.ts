/** A queue whose first item is the least: adding and taking cost the logarithm of its size. */
export class Heap<T> {
  private items: T[] = [];
  private readonly isBefore: (a: T, b: T) => boolean;

  constructor(isBefore: (a: T, b: T) => boolean) {
    this.isBefore = isBefore;
  }

  get size(): number {
    return this.items.length;
  }

  get first(): T | undefined {
    return this.items[0];
  }

  add(item: T): void {
    let at = this.items.length;
    for (;;) {
      const above = (at - 1) >> 1;
      const parent = this.items[above];
      if (at === 0 || parent === undefined || !this.isBefore(item, parent)) break;
      this.items[at] = parent;
      at = above;
    }
    this.items[at] = item;
  }

  take(): T | undefined {
    const [first] = this.items;
    const last = this.items.pop();
    if (last !== undefined && this.items.length > 0) this.sink(last);
    return first;
  }

  /** Drops the items that are not to be kept. */
  keep(isKept: (item: T) => boolean): void {
    const kept = this.items.filter(isKept);
    this.items = [];
    for (const item of kept) this.add(item);
  }

  // Puts an item in place of the first, as far down as it belongs.
  private sink(item: T): void {
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      let child = this.items[below];
      if (child === undefined) break;
      const other = this.items[below + 1];
      if (other !== undefined && this.isBefore(other, child)) {
        child = other;
        below += 1;
      }
      if (!this.isBefore(child, item)) break;
      this.items[at] = child;
      at = below;
    }
    this.items[at] = item;
  }
}
