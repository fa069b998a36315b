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

const parsed = (text: string): { readonly mediaType?: unknown; readonly bytes?: unknown } => {
  try {
    return JSON.parse(text) as object;
  } catch {
    return {};
  }
};
