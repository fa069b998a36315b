import { StringDecoder } from 'node:string_decoder';

/** Where lines of a stream are handed to; `write` is what would have written them. */
export type Print = (lines: string, write: (text: string) => void) => void;

/**
 * Hands what is written to a stream to `print`, in whole lines. Gives a function that hands over
 * what is left, ended like a line, and leaves the stream as it was.
 */
export const interceptLines = (stream: NodeJS.WriteStream, print: Print): (() => void) => {
  // The stream may have it from its class, or be intercepted already.
  const own = Object.getOwnPropertyDescriptor(stream, 'write');
  const original = stream.write.bind(stream);
  const write = (text: string): void => {
    original(text);
  };
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (text: string): void => {
    const end = text.lastIndexOf('\n') + 1;
    if (end > 0) print(rest + text.slice(0, end), write);
    rest = (end > 0 ? '' : rest) + text.slice(end);
  };
  stream.write = (
    chunk: Uint8Array | string,
    encoding?: BufferEncoding | Callback,
    callback?: Callback,
  ): boolean => {
    const [as, done] =
      typeof encoding === 'function' ? ['utf8' as const, encoding] : [encoding, callback];
    take(decoder.write(typeof chunk === 'string' ? Buffer.from(chunk, as) : Buffer.from(chunk)));
    if (done !== undefined) process.nextTick(done, null);
    return true;
  };
  return () => {
    if (own === undefined) Reflect.deleteProperty(stream, 'write');
    else Object.defineProperty(stream, 'write', own);
    take(decoder.end());
    if (rest !== '') print(`${rest}\n`, write);
    rest = '';
  };
};

type Callback = (error?: Error | null) => void;
