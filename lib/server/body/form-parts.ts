import { Problem } from '../problem.js';

const mostParts = 1_000;

const malformed = (): Problem =>
  new Problem(400, 'malformed-form', 'the body is not well-formed `multipart/form-data`');

const boundaryOf = (contentType: string): string | undefined => {
  const [, quotedText, bare] = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? [];
  return quotedText ?? bare;
};

/** What a body says, whatever boundary stands between its parts: a client draws a new one for each request. */
export const withoutBoundary = (
  contentType: string,
  body: Uint8Array,
): readonly (string | Uint8Array)[] => {
  const boundary = boundaryOf(contentType);
  if (!/^multipart\/form-data\b/i.test(contentType) || boundary === undefined)
    return [contentType, body];
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const parts: (string | Uint8Array)[] = ['multipart/form-data'];
  let from = 0;
  for (let at = bytes.indexOf(boundary); at >= 0; at = bytes.indexOf(boundary, from)) {
    parts.push(bytes.subarray(from, at));
    from = at + boundary.length;
  }
  return [...parts, bytes.subarray(from)];
};

/** The parts of a form, in their order. Throws a `Problem` where it is none, or has very many. */
export const formParts = async (
  body: Uint8Array,
  contentType: string,
): Promise<readonly (readonly [string, string | File])[]> => {
  const boundary = boundaryOf(contentType);
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
