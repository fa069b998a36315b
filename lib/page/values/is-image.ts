/**
 * Whether a text is an image that was kept whole, of a kind that holds pixels alone: an SVG is a
 * document that may ask for others.
 */
export const isImage = (text: string): boolean =>
  /^data:image\/(?:png|jpeg|gif|webp|avif|bmp);base64,[A-Za-z0-9+/]+=*$/.test(text);
