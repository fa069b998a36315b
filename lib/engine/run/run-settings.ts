/** What whoever goes on with a run has to know of how it was started. */
export interface RunSettings {
  /** How many attempts may be at work at once; by default what the pipeline says, else no limit. */
  readonly concurrency?: number;
  /** For the whole run, in milliseconds; by default what the pipeline says, else no limit. */
  readonly timeout?: number;
  /**
   * What a failure does: `stop` cancels the rest, `continue` finishes what can be finished, `hold`
   * does so too and then stays open, for a restart or a cancel. `stop` by default.
   */
  readonly onFailure?: 'stop' | 'continue' | 'hold';
  /** The outputs to run for; all by default. */
  readonly only?: readonly string[];
  /** A whole number that all random numbers of the run follow from; by default another each time. */
  readonly seed?: number;
}

/** What is looked up in a store. */
export interface CacheSettings {
  /** Whether results of all components are looked up, whatever they declare; by default what they declare. */
  readonly cache?: boolean;
  /** Tasks that run though their results are in the store, by the way to them; what they give is kept. */
  readonly rerun?: readonly string[];
  /** Whether each task that is cached and runs notes why it was not looked up. */
  readonly explain?: boolean;
}
