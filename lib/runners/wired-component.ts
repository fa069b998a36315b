/** What is known of a component when its pipeline is loaded. */
export interface Wired<Params = Readonly<Record<string, unknown>>> {
  /** The input ports that something is wired to, in the order of the declaration. */
  readonly inputs: readonly string[];
  /** The output ports whose values are asked for. */
  readonly outputs: readonly string[];
  readonly params: Params;
}
