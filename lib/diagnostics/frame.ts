import type { Paint } from './paint.js';
import type { Span } from './place.js';
import type { Source } from './source.js';
import { distinct, visible } from './visible.js';
import { characterWidth } from './width.js';

const widest = 100;
const before = 40;

interface Cell {
  readonly text: string;
  readonly width: number;
}

// One cell a character, so that marks line up under escapes, tabs and wide characters alike.
const cells = (line: string): readonly Cell[] =>
  Array.from(line, (character) => {
    if (character >= ' ' && character <= '~') return { text: character, width: 1 };
    if (character === '\t') return { text: '    ', width: 4 };
    const text = distinct(visible(character));
    if (text !== character) return { text, width: text.length };
    return { text, width: characterWidth(character) };
  });

const width = (row: readonly Cell[]): number => row.reduce((sum, cell) => sum + cell.width, 0);
const text = (row: readonly Cell[]): string => row.map((cell) => cell.text).join('');

/**
 * The line on which a span begins, and under it a row that marks the span, followed by a label.
 * A long line is cut around the mark; a span of several lines is marked to the end of the first.
 */
export const frame = (
  source: Source,
  span: Span,
  label: string,
  mark: '^' | '-',
  paint: Paint,
): { line: number; rows: readonly [string, string] } => {
  const { line } = source.position(span.start);
  const { start, text: whole } = source.line(line);
  // A hostile line may be megabytes long: only what can be shown is taken apart.
  const from = Math.max(0, span.start - start - widest);
  const row = whole.slice(from, from + 2 * widest + before);
  const at = Array.from(row.slice(0, span.start - start - from)).length;
  const length = Math.max(
    1,
    Array.from(row.slice(span.start - start - from, Math.max(0, span.end - start - from))).length,
  );
  const all = cells(row);
  let left = 0;
  if (from > 0 || width(all) > widest)
    while (left < at && width(all.slice(left, at)) > before) left += 1;
  const shown: Cell[] = [];
  let room = widest;
  for (const cell of all.slice(left)) {
    if (cell.width > room) break;
    room -= cell.width;
    shown.push(cell);
  }
  const cutLeft = from > 0 || left > 0;
  const cutRight = from + row.length < whole.length || left + shown.length < all.length;
  const head = cutLeft ? '…' : '';
  const tail = cutRight ? '…' : '';
  const indent = head.length + width(shown.slice(0, at - left));
  const marks = Math.max(1, width(shown.slice(at - left, at - left + length)));
  const colour = mark === '^' ? paint.error : paint.faint;
  const said = label === '' ? '' : ` ${label}`;
  return {
    line,
    rows: [
      `${head}${text(shown)}${tail}`.trimEnd(),
      ' '.repeat(indent) + colour(mark.repeat(marks) + said),
    ],
  };
};
