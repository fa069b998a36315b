/**
 * An iterator whose `return` is heard at once. That of a stream, as `for await` takes it, hears it only
 * after what it waits for has come, which may be never.
 */
export const iteratorOf = <T>(iterable: AsyncIterable<T>): AsyncIterator<T> => {
  if (iterable instanceof ReadableStream) return iteratorOfWebStream<T>(iterable);
  const iterator = iterable[Symbol.asyncIterator]();
  return isDestroyable(iterable)
    ? {
        next: () => iterator.next(),
        return: async () => {
          iterable.destroy();
          await iterator.return?.();
          return over;
        },
      }
    : iterator;
};

const over = { done: true, value: undefined } as const;

const iteratorOfWebStream = <T>(stream: ReadableStream<T>): AsyncIterator<T> => {
  const reader = stream.getReader();
  return {
    next: async () => {
      const { done, value } = await reader.read();
      return done ? over : { done, value };
    },
    return: async () => {
      await reader.cancel();
      return over;
    },
  };
};

/** As the streams of Node.js are. */
const isDestroyable = <T>(value: T): value is T & { readonly destroy: () => void } =>
  typeof (value as { readonly destroy?: unknown }).destroy === 'function';
