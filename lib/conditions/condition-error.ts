/** A condition could not be decided: a field is missing, types cannot be compared, it gives no boolean. */
export class ConditionError extends Error {
  override readonly name = 'ConditionError';
  /** Where in the condition's text; `end` excluded. */
  readonly start: number;
  readonly end: number;
  /** What to do or to know, a sentence each. */
  readonly help: readonly string[];

  constructor(
    message: string,
    { start, end }: { readonly start: number; readonly end: number },
    help: readonly string[] = [],
  ) {
    super(message);
    this.start = start;
    this.end = end;
    this.help = help;
  }
}
