const mostCharacters = 10_000;

/**
 * Calls `tell` with each line of the text that arrives as bytes in chunks, however the chunks cut
 * lines and characters; a carriage return ends a line too, for programs that redraw one. Empty lines
 * are passed over, overlong ones cut. `end` tells the last line, where it has no end of its own.
 */
export const lineSplitter = (
  tell: (line: string) => void,
): { readonly write: (chunk: Uint8Array) => void; readonly end: () => void } => {
  const decoder = new TextDecoder();
  let rest = '';
  const told = (line: string): void => {
    if (line.trim() === '') return;
    tell(line.length > mostCharacters ? `${line.slice(0, mostCharacters)}…` : line);
  };
  return {
    write: (chunk) => {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split(/[\r\n]/);
      // What has no end yet is kept only as far as it is shown.
      rest = (parts.pop() ?? '').slice(0, mostCharacters + 1);
      parts.forEach(told);
    },
    end: () => {
      told(rest + decoder.decode());
      rest = '';
    },
  };
};
