/** Bytes of which the events are told in some milliseconds. */
const mostAtOnce = 32_768;
/** Milliseconds from one pause to the next. */
const longest = 10;

interface EventReader {
  readonly opened: () => void;
  readonly take: (data: string) => void;
  /** The connection is lost, and will be made again. */
  readonly lost: () => void;
  /** Nothing more comes: all has come, or the server refuses. */
  readonly closed: () => void;
}

/** Lets the page scroll; where nobody looks there is no need to. */
const pause = async (): Promise<void> => {
  if (!document.hidden) await new Promise((resolve) => setTimeout(resolve));
};

const mayComeAgain = ({ status }: Response): boolean => status >= 500 || status === 429;

/**
 * Reads the events at an address, and goes on after the last one where the connection was lost. The
 * browser's own `EventSource` does the same, but tells all that has come at once without a pause: of a
 * run that has ended thousands of events.
 */
export const streamEvents = (
  url: string,
  { opened, take, lost, closed }: EventReader,
): (() => void) => {
  const ending = new AbortController();
  const { signal } = ending;
  let last: string | undefined;
  let retry = 3_000;
  /** An event, as lines of names and values; or a comment, which keeps the connection alive. */
  const hear = (block: string): void => {
    const lines = block.split('\n').map((line) => /^(\w+): ?(.*)$/s.exec(line) ?? []);
    const fields = new Map(lines.map(([, name, value = '']) => [name, value]));
    last = fields.get('id') ?? last;
    retry = Number(fields.get('retry') ?? retry);
    const data = fields.get('data');
    if (data !== undefined && !signal.aborted) take(data);
  };
  const connect = async (): Promise<Response | undefined> => {
    const headers = {
      accept: 'text/event-stream',
      ...(last === undefined ? {} : { 'last-event-id': last }),
    };
    return fetch(url, { headers, cache: 'no-store', signal }).catch(() => undefined);
  };
  const read = async (body: ReadableStream<Uint8Array>): Promise<void> => {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    // Of an event: that with the graph has megabytes.
    let begun: string[] = [];
    let since = performance.now();
    for (;;) {
      const { value } = await reader.read().catch(() => ({ value: undefined }));
      if (value === undefined) return;
      for (let at = 0; at < value.length && !signal.aborted; at += mostAtOnce) {
        const piece = decoder.decode(value.subarray(at, at + mostAtOnce), { stream: true });
        begun.push(piece);
        if (!piece.includes('\n')) continue;
        const blocks = begun.join('').split('\n\n');
        begun = [blocks.pop() ?? ''];
        for (const block of blocks) hear(block);
        if (performance.now() - since < longest) continue;
        await pause();
        since = performance.now();
      }
    }
  };
  const follow = async (): Promise<void> => {
    for (;;) {
      const response = await connect();
      if (response?.status === 200 && response.body !== null) {
        opened();
        await read(response.body);
      } else if (response !== undefined && !mayComeAgain(response)) {
        closed();
        return;
      }
      if (signal.aborted) return;
      lost();
      await new Promise((resolve) => setTimeout(resolve, retry));
    }
  };
  void follow();
  return () => {
    ending.abort();
  };
};
