/** A word as a POSIX shell takes it for one, and a program for no option. */
export const shellWord = (word: string): string =>
  /^[\w./@:+,-]+$/.test(word) && !word.startsWith('-')
    ? word
    : `${word.startsWith('-') ? '-- ' : ''}'${word.replaceAll("'", "'\\''")}'`;
