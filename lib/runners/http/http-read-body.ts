import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { quoted } from '../../diagnostics/wording.js';
import { sizeText } from '../codecs/size.js';
import { FinalError } from '../final-error.js';
import { decoderOf, isOfDecoder } from './http-encoding.js';
import { addressText } from './http-failure.js';

/**
 * All of a body, decompressed. Both what comes and what it becomes are held to `maxResponse` while
 * they are read: what is compressed may become anything, or be without end and become nothing.
 */
export const readBody = async (
  body: Readable,
  encoding: string,
  { url, maxResponse }: { readonly url: URL; readonly maxResponse: number },
): Promise<Buffer> => {
  const bounded = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let length = 0;
    for await (const chunk of source) {
      length += chunk.length;
      if (length > maxResponse)
        throw new FinalError(
          `${addressText(url)} answered with more than ${sizeText(maxResponse)}, its \`maxResponse\``,
        );
      yield chunk;
    }
  };
  const decoder = decoderOf(encoding);
  if (decoder === undefined) {
    body.on('error', () => undefined).destroy();
    throw new FinalError(
      `the answer of ${addressText(url)} has the encoding ${quoted(encoding)}, which is not supported`,
    );
  }
  const chunks: Buffer[] = [];
  try {
    await pipeline(body, bounded, decoder, bounded, async (source: AsyncIterable<Buffer>) => {
      for await (const chunk of source) chunks.push(chunk);
    });
  } catch (error) {
    if (!isOfDecoder(error)) throw error;
    throw new FinalError(
      `the answer of ${addressText(url)} cannot be decompressed: ${error.message}`,
      { cause: error },
    );
  }
  return Buffer.concat(chunks);
};
