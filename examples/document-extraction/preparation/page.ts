import * as t from 'io-ts';

import { Place } from './place.js';

const Bytes = new t.Type<Uint8Array>(
  'bytes',
  (value): value is Uint8Array => value instanceof Uint8Array,
  (value, context) => (value instanceof Uint8Array ? t.success(value) : t.failure(value, context)),
  t.identity,
);

/** A page that is ready to be read: straight, black on white, its letters of a size that suits. */
export const Page = t.type({
  /** A PNG file. */
  image: Bytes,
  place: Place,
});
export type Page = t.TypeOf<typeof Page>;
