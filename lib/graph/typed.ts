declare const outputs: unique symbol;

/** What gives outputs of type `O`. For the compiler alone: there is no such property. */
export interface Typed<out O> {
  readonly [outputs]?: O;
}

/** Of outputs of type `O` those by the names `K`; where these are not known, any may be missing. */
export type Asked<O, K extends string> = string extends K
  ? Partial<O>
  : [keyof O] extends [K]
    ? O
    : Pick<O, K & keyof O>;

/** An option that names the outputs asked for. */
export interface Only<K extends string> {
  readonly only?: readonly K[];
}
