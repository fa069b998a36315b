import type { ValueText } from '../../sinks/report/report-data.js';

/** Kinds that hold pixels alone: an SVG is a document that may ask for others. */
const kinds = 'png|jpeg|gif|webp';
const kept = new RegExp(`^data:image/(?:${kinds});base64,[A-Za-z0-9+/]+=*$`);
const mediaType = new RegExp(`^image/(?:${kinds})$`);

/**
 * The address of an image, where a value is one: within the value, or, where that has only named it, at
 * the server that has the whole.
 */
export const imageOf = (
  kind: ValueText[0],
  text: string,
  whole: string | undefined,
): string | undefined => {
  if (kind === 'text') return kept.test(text) ? text : undefined;
  if (!text.startsWith('{') || !text.includes('"mediaType"')) return undefined;
  const { mediaType: type, bytes } = parsed(text);
  if (typeof type !== 'string' || typeof bytes !== 'string' || !mediaType.test(type))
    return undefined;
  return kept.test(bytes) ? bytes : bytes.startsWith('<') ? whole : undefined;
};

const mostPictures = 8;
const named = new RegExp(`^<image/(?:${kinds}) of [\\d,]+ bytes>$`);

/** The addresses of images that a value only names, at the server that has the whole. */
export const namedImages = (
  kind: ValueText[0],
  text: string,
  whole: string | undefined,
): readonly string[] => {
  if (whole === undefined || !text.includes('<image/')) return [];
  if (kind === 'text') return named.test(text) ? [whole] : [];
  const found: string[] = [];
  const look = (value: unknown, pointer: string): void => {
    if (found.length === mostPictures) return;
    if (typeof value === 'string' && named.test(value))
      found.push(`${whole}?at=${encodeURIComponent(pointer)}`);
    else if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value))
        look(item, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  };
  look(parsed(text), '');
  return found;
};

const parsed = (text: string): { readonly mediaType?: unknown; readonly bytes?: unknown } => {
  try {
    return JSON.parse(text) as object;
  } catch {
    return {};
  }
};
