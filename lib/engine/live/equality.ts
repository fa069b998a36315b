import type { LiveOptions } from './live-options.js';

/** Which values of a cell count as the same, so that nothing below need run. */
export class Equality {
  private readonly equal: LiveOptions['equal'];
  private readonly nameOf: (cell: number) => string;

  constructor(equal: LiveOptions['equal'], nameOf: (cell: number) => string) {
    this.equal = equal;
    this.nameOf = nameOf;
  }

  isEqual(before: unknown, value: unknown, cell: number): boolean {
    return this.equal === undefined
      ? Object.is(before, value)
      : this.equal(before, value, this.nameOf(cell));
  }
}
