/** A line and a column, both from 1; a column counts characters, not bytes or UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** How many of the sorted offsets are below `offset`. */
const countBelow = (offsets: readonly number[], offset: number): number => {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
};

const offsetsOf = (pattern: RegExp, text: string): number[] =>
  Array.from(text.matchAll(pattern), (match) => match.index);

const endsOf = (pattern: RegExp, text: string): number[] =>
  Array.from(text.matchAll(pattern), (match) => match.index + match[0].length);

/**
 * What was checked: a name to show, and its text. An object declared in code has no text, and
 * diagnostics about it have paths instead of spans.
 */
export class Source {
  readonly name: string;
  readonly text: string | undefined;
  // Both found when first asked for, once: a place costs a binary search, whatever the line's
  // length, so that a file of one long line with very many mistakes is not quadratic.
  private starts: readonly number[] | undefined;
  private pairs: readonly number[] | undefined;

  constructor(name: string, text?: string) {
    this.name = name;
    this.text = text;
  }

  /** The position of a UTF-16 offset in the text. */
  position(offset: number): Position {
    const starts = this.lineStarts();
    const line = countBelow(starts, offset + 1);
    const start = starts[line - 1] ?? 0;
    this.pairs ??= offsetsOf(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g, this.text ?? '');
    const pairs = countBelow(this.pairs, offset) - countBelow(this.pairs, start);
    return { line, column: offset - start - pairs + 1 };
  }

  /** Where the line (from 1) starts, and its text without the line break. */
  line(line: number): { start: number; text: string } {
    const starts = this.lineStarts();
    const start = starts[line - 1] ?? 0;
    const text = this.text ?? '';
    let end = starts[line] ?? text.length;
    // Not by a pattern, which would walk a line of megabytes for every diagnostic in it.
    if (end > start && text[end - 1] === '\n') end -= 1;
    if (end > start && text[end - 1] === '\r') end -= 1;
    return { start, text: text.slice(start, end) };
  }

  private lineStarts(): readonly number[] {
    this.starts ??= [0].concat(endsOf(/\r\n?|\n/g, this.text ?? ''));
    return this.starts;
  }
}
