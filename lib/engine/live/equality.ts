import type { LiveOptions } from './live-options.js';

/** Which values of a cell count as the same, so that nothing below need run. */
export class Equality {
  private readonly equal: LiveOptions['equal'];
  private readonly nameOf: (cell: number) => string | undefined;
  private readonly failed: (error: unknown) => void;

  /** `failed` is told what an equality that was passed in throws. */
  constructor(
    equal: LiveOptions['equal'],
    nameOf: (cell: number) => string | undefined,
    failed: (error: unknown) => void,
  ) {
    this.equal = equal;
    this.nameOf = nameOf;
    this.failed = failed;
  }

  isEqual(before: unknown, value: unknown, cell: number): boolean {
    const name = this.equal === undefined ? undefined : this.nameOf(cell);
    return this.isSame(before, value, name);
  }

  /** The same by a name; without one, as of the end of a task, which is no consumable, as they are. */
  isSame(before: unknown, value: unknown, name: string | undefined): boolean {
    if (this.equal === undefined || name === undefined) return Object.is(before, value);
    try {
      return this.equal(before, value, name);
    } catch (error) {
      this.failed(error);
      return false;
    }
  }
}
