/** Lists of which the last entries are kept: so many of each, and of all together about so many. */
export class BoundedLists {
  /** Whether some had to go because all together were too many. */
  isFull = false;
  /** Whether some had to go because one list had too many. */
  hasOverlong = false;
  private held = 0;
  private readonly most: number;
  private readonly mostOfOne: number;

  constructor(most: number, mostOfOne: number) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /** Adds an entry, and gives that which had to go for it. Each list keeps one at least. */
  add<T>(list: T[], entry: T): T | undefined {
    list.push(entry);
    const hasRoom = this.held < this.most;
    if (list.length === 1 || (hasRoom && list.length <= this.mostOfOne)) {
      this.held += 1;
      return undefined;
    }
    if (hasRoom) this.hasOverlong = true;
    else this.isFull = true;
    return list.shift();
  }
}
