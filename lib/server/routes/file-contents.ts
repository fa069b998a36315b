import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

export interface OpenedFile {
  readonly handle: FileHandle;
  /** In bytes, when it was opened. */
  readonly size: number;
}

const mostAtOnce = 64 * 1024;

/** Nothing where there is no such file, or it is not one of bytes. Whoever opens it closes it. */
export const openedFile = async (path: string): Promise<OpenedFile | undefined> => {
  let handle: FileHandle;
  try {
    // A named pipe would be waited for until somebody writes to it.
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  try {
    const found = await handle.stat();
    if (found.isFile()) return { handle, size: found.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return undefined;
};

/**
 * The first `size` bytes, however many there are by now; fails where there are fewer. Closes the file when
 * they are read, when it fails and when it is cancelled.
 */
export const contents = (handle: FileHandle, size: number): ReadableStream<Uint8Array> => {
  let at = 0;
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          const most = Math.min(mostAtOnce, size - at);
          const { bytesRead, buffer } = await handle.read(new Uint8Array(most), 0, most, at);
          if (bytesRead === 0) throw new Error('a file became shorter while it was sent');
          at += bytesRead;
          controller.enqueue(buffer.subarray(0, bytesRead));
          if (at < size) return;
        } catch (error) {
          await handle.close();
          throw error;
        }
        await handle.close();
        controller.close();
      },
      cancel: () => handle.close(),
    },
    { highWaterMark: 0 },
  );
};
