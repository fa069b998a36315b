/** A value as it is kept. */
export interface KeptValue {
  /** SHA-256 of its canonical JSON, in which bytes stand by their own hashes: equal values have equal ones. */
  readonly hash: string;
  /** That JSON where it is short; a longer one is a blob, named by `hash`. */
  readonly json: string | undefined;
  /** In bytes, with the blobs that it refers to. */
  readonly size: number;
  /** Every blob that it needs, its own JSON among them. */
  readonly blobs: readonly string[];
  /** Of one that has just been kept: files stand in it, which are now elsewhere than where they were given. */
  readonly hasFiles?: true;
}
