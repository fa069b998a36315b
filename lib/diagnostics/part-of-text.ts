import { isSpan, type Place, type Span } from './place.js';
import type { Source } from './source.js';

/** A text that was read, with the place where it is spelled. */
interface Read {
  readonly value: string;
  readonly place: Place;
}

/**
 * Where a part of a text stands, however YAML or JSON spells it: in quotes, with escapes, over several
 * lines. The place of the whole text where that cannot be told, and of what is no text of a file.
 */
export const partOfText = (
  source: Source,
  { value, place }: Read,
  start: number,
  end: number,
): Place => {
  if (!isSpan(place)) return place;
  const spelled = spelledAt((source.text ?? '').slice(place.start, place.end), value);
  const before = spelled?.[start - 1]?.end ?? spelled?.[0]?.start;
  const from = start < value.length ? spelled?.[start]?.start : before;
  if (from === undefined) return place;
  const to = end > start ? (spelled?.[end - 1]?.end ?? from) : from;
  return { start: place.start + from, end: place.start + to };
};

/** For each character of a value where it stands in its spelling; `undefined` where they do not fit. */
const spelledAt = (spelling: string, value: string): readonly Span[] | undefined => {
  const spelled: Span[] = [];
  let start = opening(spelling);
  while (spelled.length < value.length) {
    const { text, end } = characterAt(spelling, start);
    if (text !== '' && value.startsWith(text, spelled.length)) {
      // Two halves of a pair are one escape.
      for (let half = 0; half < text.length; half += 1) spelled.push({ start, end });
      start = end;
    } else if (end > start && isBlank(text)) start = end;
    // Blanks and breaks are folded: which of them stands for which makes no difference.
    else if (isBlank(value[spelled.length] ?? '')) spelled.push({ start, end: start });
    else return undefined;
  }
  return spelled;
};

const isBlank = (text: string): boolean => text.trim() === '';

/** Where a text begins in its spelling: behind its quote, or behind the line of a `|` or `>`. */
const opening = (spelling: string): number => {
  if (/^["']/.test(spelling)) return 1;
  return /^[|>]/.test(spelling) ? spelling.search(/\n|$/) : 0;
};

const characterAt = (
  spelling: string,
  start: number,
): { readonly text: string; readonly end: number } => {
  const two = spelling.slice(start, start + 2);
  if (spelling.startsWith("'") && two === "''") return { text: "'", end: start + 2 };
  if (!spelling.startsWith('"') || !two.startsWith('\\'))
    return { text: two.slice(0, 1), end: start + Math.min(two.length, 1) };
  const digits = hexDigits[two] ?? 0;
  const end = start + 2 + digits;
  const text =
    digits === 0
      ? (escapes[two] ?? two.slice(1))
      : String.fromCodePoint(parseInt(spelling.slice(start + 2, end), 16));
  return { text, end };
};

const hexDigits: Readonly<Record<string, number>> = { '\\x': 2, '\\u': 4, '\\U': 8 };

// The others stand for themselves: quotes, blanks and breaks.
const escapes: Readonly<Record<string, string>> = {
  '\\0': '\0',
  '\\a': '\x07',
  '\\b': '\b',
  '\\t': '\t',
  '\\n': '\n',
  '\\v': '\v',
  '\\f': '\f',
  '\\r': '\r',
  '\\e': '\x1b',
  '\\N': '\x85',
  '\\_': '\xa0',
  '\\L': '\u2028',
  '\\P': '\u2029',
};
