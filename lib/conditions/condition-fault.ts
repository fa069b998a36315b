/** What is wrong in the text of a condition. */
export interface ConditionFault {
  /** One sentence without a full stop; what the user wrote is in backquotes. */
  readonly message: string;
  /** Where in the text; `end` excluded. */
  readonly start: number;
  readonly end: number;
  /** What to do or to know, a sentence each. */
  readonly help: readonly string[];
  /** Texts that could stand at the place instead, the likeliest first; `help` names them too. */
  readonly suggestions: readonly string[];
}
