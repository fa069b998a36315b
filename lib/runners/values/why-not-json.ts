/** What `JSON.parse` says, in one line: it quotes the text with the line breaks that are in it. */
export const whyNotJson = (error: unknown): string =>
  (error instanceof Error ? error.message : '').replace(/[\n\r]/g, (character) =>
    character === '\n' ? '\\n' : '\\r',
  );
