import { quoted } from '../../diagnostics/wording.js';
import { FinalError } from '../../runners/final-error.js';
import { type FileValue, isFile } from '../../runners/values/file-value.js';
import { jsonDataOf } from '../../runners/values/json-values.js';
import { bytesOf, media } from '../../runners/values/media.js';
import { imageType } from '../../sinks/values/image-text.js';
import { Problem } from '../problem.js';
import { contents, openedFile } from './file-contents.js';

/** What a browser shows and does not run; SVG is none of it. */
const harmless =
  /^(?:image\/(?:png|jpeg|gif|webp|avif|bmp)|audio\/[\w.+-]+|video\/[\w.+-]+|text\/plain)$/;

const saved = 'attachment';

/**
 * A value as what it is: text, bytes with their media type, what is in a file, else JSON. No browser runs any
 * of it. Rejects with a `Problem` for what has no such form, or is no longer there.
 */
export const valueAnswer = async (
  method: string,
  name: string,
  value: unknown,
): Promise<Response> => {
  if (isFile(value)) return fileAnswer(method, name, value);
  if (typeof value === 'string') return answer(value, 'text/plain; charset=utf-8', 'inline');
  const bytes = bytesOf(value);
  if (bytes !== undefined) {
    const given = media.is(value)
      ? value.mediaType.toLowerCase()
      : (imageType(bytes) ?? 'application/octet-stream');
    const type = /^[\w.+-]+\/[\w.+-]+$/.test(given) ? given : 'application/octet-stream';
    return answer(bytes, type, harmless.test(type) ? 'inline' : saved);
  }
  try {
    const data = value === undefined ? null : jsonDataOf(value, [name]);
    return answer(`${JSON.stringify(data)}\n`, 'application/json', 'inline');
  } catch (error) {
    if (error instanceof FinalError) throw new Problem(406, 'no-form', error.message);
    throw error;
  }
};

const fileAnswer = async (method: string, name: string, { path }: FileValue): Promise<Response> => {
  const opened = await openedFile(path);
  if (opened === undefined)
    throw new Problem(404, 'no-file', `the file of ${quoted(name)} no longer exists`);
  const { handle, size } = opened;
  // A body that is dropped, as one to `HEAD` is, would keep its file open.
  const hasBody = method !== 'HEAD' && size > 0;
  if (!hasBody) await handle.close();
  const file = encodeURIComponent(name).replace(/[!'()*]/g, '_');
  return new Response(hasBody ? contents(handle, size) : null, {
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Length': String(size),
      'Content-Disposition': `${saved}; filename*=UTF-8''${file}`,
    },
  });
};

const answer = (body: string | Uint8Array, type: string, how: string): Response =>
  new Response(body as string | Uint8Array<ArrayBuffer>, {
    headers: { 'Content-Type': type, 'Content-Disposition': how },
  });

/** The part of a value to which a JSON Pointer (RFC 6901) leads. Throws a `Problem` where that is none. */
export const partAt = (value: unknown, pointer: string): unknown => {
  if (pointer === '') return value;
  if (!pointer.startsWith('/'))
    throw new Problem(400, 'wrong-pointer', '`at` must be a JSON Pointer, such as `/pages/0`');
  let at = value;
  for (const part of pointer.slice(1).split('/')) {
    const key = part.replace(/~1/g, '/').replace(/~0/g, '~');
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key))
      throw new Problem(404, 'no-part', `the value has nothing at ${quoted(pointer)}`);
    at = (at as Readonly<Record<string, unknown>>)[key];
  }
  return at;
};
