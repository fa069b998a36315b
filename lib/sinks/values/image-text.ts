/** Of all images in a value, in characters: as much as 150 kB. */
export const mostOfImages = 200_000;

/** By what their first bytes are, kinds of images that hold pixels alone. */
const kinds: readonly (readonly [mediaType: string, start: RegExp])[] = [
  ['image/png', /^\x89PNG\r\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[^]{4}WEBP/],
];

/** The media type of an image in memory; `undefined` for all else. */
export const imageType = (value: object): string | undefined => {
  if (!(value instanceof Uint8Array)) return undefined;
  const { buffer, byteOffset, byteLength } = value;
  const start = Buffer.from(buffer, byteOffset, Math.min(byteLength, 16)).toString('latin1');
  return kinds.find(([, pattern]) => pattern.test(start))?.[0];
};

/** An image in memory as a `data:` URL of at most so many characters; `undefined` for all else. */
export const imageText = (value: object, most: number): string | undefined => {
  if (!(value instanceof Uint8Array) || (value.length * 4) / 3 > most) return undefined;
  const type = imageType(value);
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return type === undefined ? undefined : `data:${type};base64,${bytes.toString('base64')}`;
};

/** Whether a text in a record is such an image. */
export const isImageText = (text: string): boolean =>
  /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+=*$/.test(text);
