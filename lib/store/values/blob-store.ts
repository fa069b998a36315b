/**
 * Bytes by their SHA-256, in hex. What is put is there for good once that has resolved; what is read has been
 * checked against its name. A conformance kit comes with it for those who write another.
 */
export interface BlobStore {
  readonly where: string;
  /** Gives the name. Equal bytes are kept once. */
  readonly put: (bytes: Uint8Array) => Promise<string>;
  /** The same of a file, which is linked, cloned or moved in rather than read into memory. */
  readonly putFile: (path: string) => Promise<string>;
  /** Rejects with a `BlobError` where it is missing, or damaged; with any other error where it cannot be read at the moment. */
  readonly get: (hash: string) => Promise<Uint8Array>;
  /** A path at which it can be read, and must not be changed. */
  readonly pathOf: (hash: string) => Promise<string>;
  /**
   * Of a store whose paths last no longer than it is open: that of this one is to, since it is among the outputs
   * of a run. May be called for one whose path nobody has asked for.
   */
  readonly stay?: (hash: string) => void;
  readonly has: (hash: string) => Promise<boolean>;
  /**
   * Whether there was one to remove. With `before`, in milliseconds since the epoch, one that has been put since
   * stays, also while it is being put.
   */
  readonly remove: (hash: string, before?: number) => Promise<boolean>;
  readonly list: () => AsyncIterable<KeptBlob>;
}

export interface KeptBlob {
  readonly hash: string;
  /** In bytes. */
  readonly size: number;
  /** When it was put, in milliseconds since the epoch: what is newer may not be referred to yet. */
  readonly time: number;
}
