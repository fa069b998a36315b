import { Problem } from '../problem.js';

const mostParts = 1_000;

const malformed = (): Problem =>
  new Problem(400, 'malformed-form', 'the body is no well-formed `multipart/form-data`');

/** The parts of a form, in their order. Throws a `Problem` where it is none, or has very many. */
export const formParts = async (
  body: Uint8Array,
  contentType: string,
): Promise<readonly (readonly [string, string | File])[]> => {
  const [, quotedText, bare] = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? [];
  const boundary = quotedText ?? bare;
  if (boundary === undefined) throw malformed();
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  let count = 0;
  for (let at = bytes.indexOf(boundary); at >= 0; at = bytes.indexOf(boundary, at + 1)) {
    count += 1;
    if (count > mostParts)
      throw new Problem(400, 'too-many-parts', `the form has more than ${mostParts} parts`);
  }
  try {
    const answer = new Response(body as Uint8Array<ArrayBuffer>, {
      headers: { 'Content-Type': contentType },
    });
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- for large bodies: these are bounded, and in memory
    const form = await answer.formData();
    return [...form.entries()];
  } catch {
    throw malformed();
  }
};
