/*
 * What JSON has no form for stands in a kept value as an object with the key `$`, which says what it is; a
 * key of a user's own that consists of `$` is kept with one more.
 */

export type Tag =
  | { readonly $: 'undefined' }
  | { readonly $: 'number' | 'bigint'; readonly is: string }
  | { readonly $: 'date'; readonly at: number | null }
  | { readonly $: 'regexp'; readonly flags: string; readonly source: string }
  | { readonly $: 'map' | 'set'; readonly of: readonly unknown[] }
  | FileTag
  | BytesTag;

/** By the hash of its blob. */
export interface FileTag {
  readonly $: 'file';
  readonly sha256: string;
}

/** Short ones by what they are, longer ones by the hash of their blob. */
export interface BytesTag {
  readonly $: BytesType;
  readonly base64?: string;
  readonly sha256?: string;
}

export type BytesType = keyof typeof bytesTypes;

type Bytes = ArrayBufferView | ArrayBuffer;

/** What is made of memory of its own. */
export const bytesTypes = {
  ArrayBuffer: (memory: ArrayBuffer): Bytes => memory,
  BigInt64Array: (memory: ArrayBuffer): Bytes => new BigInt64Array(memory),
  BigUint64Array: (memory: ArrayBuffer): Bytes => new BigUint64Array(memory),
  Buffer: (memory: ArrayBuffer): Bytes => Buffer.from(memory),
  DataView: (memory: ArrayBuffer): Bytes => new DataView(memory),
  Float32Array: (memory: ArrayBuffer): Bytes => new Float32Array(memory),
  Float64Array: (memory: ArrayBuffer): Bytes => new Float64Array(memory),
  Int16Array: (memory: ArrayBuffer): Bytes => new Int16Array(memory),
  Int32Array: (memory: ArrayBuffer): Bytes => new Int32Array(memory),
  Int8Array: (memory: ArrayBuffer): Bytes => new Int8Array(memory),
  Uint16Array: (memory: ArrayBuffer): Bytes => new Uint16Array(memory),
  Uint32Array: (memory: ArrayBuffer): Bytes => new Uint32Array(memory),
  Uint8Array: (memory: ArrayBuffer): Bytes => new Uint8Array(memory),
  Uint8ClampedArray: (memory: ArrayBuffer): Bytes => new Uint8ClampedArray(memory),
} as const;

export const isReserved = (key: string): boolean => /^\$+$/.test(key);
