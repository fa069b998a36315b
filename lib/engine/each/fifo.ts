/** First in, first out, in constant time and without keeping what has left. */
export class Fifo<T> {
  private items: (T | undefined)[] = [];
  private at = 0;

  get size(): number {
    return this.items.length - this.at;
  }

  push(item: T): void {
    this.items.push(item);
  }

  /** The one that came first, taken out. Call it only where `size` is not 0. */
  shift(): T {
    const item = this.items[this.at] as T;
    this.items[this.at] = undefined;
    this.at += 1;
    if (this.at * 2 > this.items.length) {
      this.items = this.items.slice(this.at);
      this.at = 0;
    }
    return item;
  }
}
