/** Something in a component that its runner can never work with. */
export interface Mistake {
  /** A sentence without a full stop. */
  readonly message: string;
  /** The keys and indexes that lead to the param that is wrong; absent for the whole component. */
  readonly param?: readonly (string | number)[];
  /** What to do or to know, a sentence each. */
  readonly help?: readonly string[];
  /** What the param could be instead, the likeliest first. */
  readonly suggestions?: readonly string[];
}
