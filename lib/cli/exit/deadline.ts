const never = 2n ** 63n - 1n;

/** A moment that is known to another thread too, and may be moved. */
export class Deadline {
  /** In milliseconds since the epoch. */
  readonly shared = new BigInt64Array(new SharedArrayBuffer(8)).fill(never);

  /** In milliseconds since the epoch; never where none is given. */
  constructor(at?: number) {
    this.move(at);
  }

  readonly move = (at?: number): void => {
    Atomics.store(this.shared, 0, at === undefined ? never : BigInt(Math.ceil(at)));
  };
}
