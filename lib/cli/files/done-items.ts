/** The keys of items that are done, in eight bytes each. One that was done twice is in it twice. */
export class DoneItems {
  private keys = new BigUint64Array(1024);
  // At the first of equal keys, how many of them are taken.
  private taken = new Uint32Array(0);
  private count = 0;

  get size(): number {
    return this.count;
  }

  add(key: string): void {
    if (this.count === this.keys.length) {
      const larger = new BigUint64Array(this.count * 2);
      larger.set(this.keys);
      this.keys = larger;
    }
    this.keys[this.count] = BigInt(`0x${key}`);
    this.count += 1;
  }

  /** To be called once, between the last `add` and the first `take`. */
  sort(): void {
    this.keys = this.keys.slice(0, this.count).sort();
    this.taken = new Uint32Array(this.count);
  }

  /** Whether an item with this key is done, and not taken yet as often as it is done. */
  take(key: string): boolean {
    if (this.count === 0) return false;
    const wanted = BigInt(`0x${key}`);
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.keys[middle] ?? 0n) < wanted) low = middle + 1;
      else high = middle;
    }
    const taken = this.taken[low] ?? 0;
    if (this.keys[low + taken] !== wanted) return false;
    this.taken[low] = taken + 1;
    return true;
  }
}
