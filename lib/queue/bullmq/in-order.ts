/** Tells what happens in the order in which it happened, though some of it takes time to be told. */
export class InOrder<T> {
  private readonly tell: (message: T) => void;
  private last: Promise<void> | undefined;

  constructor(tell: (message: T) => void) {
    this.tell = tell;
  }

  readonly next = (message: T): void => {
    if (this.last === undefined) this.tell(message);
    else this.later(Promise.resolve(message));
  };

  /** What cannot be had is not told. */
  later(coming: Promise<T>): void {
    const mine = Promise.all([coming.catch(() => undefined), this.last]).then(([message]) => {
      if (message !== undefined) this.tell(message);
      if (this.last === mine) this.last = undefined;
    });
    this.last = mine;
  }

  /** Resolves when all is told. */
  async settled(): Promise<void> {
    await this.last;
  }
}
