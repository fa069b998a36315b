/** What is wrong with what a sweep is to vary, all of it, a line each. */
export class SweepError extends Error {
  override readonly name = 'SweepError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}
