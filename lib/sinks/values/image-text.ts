/** Of all images in a value, in characters: as much as 150 kB. */
export const mostOfImages = 200_000;

/** By what their first bytes are, kinds of images that hold pixels alone. */
const kinds: readonly (readonly [mediaType: string, start: RegExp])[] = [
  ['image/png', /^\x89PNG\r\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[^]{4}WEBP/],
];

/** An image in memory as a `data:` URL of at most so many characters; `undefined` for all else. */
export const imageText = (value: object, most: number): string | undefined => {
  if (!(value instanceof Uint8Array) || (value.length * 4) / 3 > most) return undefined;
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  const start = bytes.toString('latin1', 0, 16);
  const kind = kinds.find(([, pattern]) => pattern.test(start));
  return kind === undefined ? undefined : `data:${kind[0]};base64,${bytes.toString('base64')}`;
};

/** Whether a text in a record is such an image. */
export const isImageText = (text: string): boolean =>
  /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+=*$/.test(text);
