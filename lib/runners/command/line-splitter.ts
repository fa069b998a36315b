const mostCharacters = 10_000;

export interface LineTaker {
  /** A line as a terminal shows it in the end. */
  readonly line: (line: string) => void;
  /** What stood in its place before, where a carriage return has gone back to its beginning. */
  readonly overwritten: (line: string) => void;
}

/**
 * Takes a text apart into lines, however the chunks of bytes that it arrives in cut lines and
 * characters. Empty lines are passed over, overlong ones cut. `end` tells the last line, where it has
 * no end of its own.
 */
export const lineSplitter = ({
  line,
  overwritten,
}: LineTaker): { readonly write: (chunk: Uint8Array) => void; readonly end: () => void } => {
  const decoder = new TextDecoder();
  let rest = '';
  const told = (text: string, tell: (line: string) => void): void => {
    if (text.trim() === '') return;
    tell(text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text);
  };
  // Of what a program draws over and over only the last is a line; a carriage return at its end,
  // also as a part of the line's own, has overwritten nothing yet.
  const drawn = (text: string): string => {
    const parts = text.replace(/\r+$/, '').split('\r');
    const last = parts.pop() ?? '';
    for (const part of parts) told(part, overwritten);
    return text.endsWith('\r') ? `${last}\r` : last;
  };
  return {
    write: (chunk) => {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      const last = lines.pop() ?? '';
      for (const one of lines) told(drawn(one).trimEnd(), line);
      // What has no end yet is kept only as far as it is shown.
      rest = drawn(last).slice(0, mostCharacters + 1);
    },
    end: () => {
      told(drawn(rest + decoder.decode()).trimEnd(), line);
      rest = '';
    },
  };
};
