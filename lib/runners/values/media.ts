import * as t from 'io-ts';

/** Bytes, and what they are: an image as `image/png`, say. */
export interface Media {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** A codec of bytes. A `Buffer` is bytes too. */
export const bytes: t.Type<Uint8Array> = new t.Type<Uint8Array>(
  'bytes',
  (value): value is Uint8Array => value instanceof Uint8Array,
  (value, context) => (value instanceof Uint8Array ? t.success(value) : t.failure(value, context)),
  t.identity,
);

/** A codec of bytes with their media type. */
export const media: t.Type<Media> = t.type({ mediaType: t.string, bytes }, 'media');

/** The bytes of a value that is binary, of whatever kind; `undefined` of any other. */
export const bytesOf = (value: unknown): Uint8Array | undefined => {
  if (media.is(value)) return value.bytes;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : undefined;
};
