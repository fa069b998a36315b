/** What was read before: that which was asked for last, of which all together weighs no more than so much. */
export class BoundedCache<T> {
  private readonly most: number;
  private readonly weightOf: (value: T) => number;
  private readonly known = new Map<string, { readonly value: T; readonly weight: number }>();
  private weight = 0;

  constructor(most: number, weightOf: (value: T) => number) {
    this.most = most;
    this.weightOf = weightOf;
  }

  async of(key: string, read: () => Promise<T>): Promise<T> {
    const before = this.known.get(key);
    if (before !== undefined) {
      this.known.delete(key);
      this.known.set(key, before);
      return before.value;
    }
    const value = await read();
    if (!this.known.has(key)) {
      const weight = this.weightOf(value);
      this.known.set(key, { value, weight });
      this.weight += weight;
    }
    for (const [oldest, { weight }] of this.known) {
      if (this.weight <= this.most) break;
      this.known.delete(oldest);
      this.weight -= weight;
    }
    return value;
  }
}
