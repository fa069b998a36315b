import type { Span } from '../lib/diagnostics/place.js';

/*
 * A declaration on its way to becoming text: a tree whose pieces can be found again in the text
 * that is written of it, so that a spec can change one piece and then ask where it stands.
 */

export type Piece = Leaf | Items | Fields;

export interface Leaf {
  readonly kind: 'leaf';
  value: string | number | boolean | null;
}

export interface Items {
  readonly kind: 'items';
  items: Piece[];
}

export interface Fields {
  readonly kind: 'fields';
  fields: Field[];
  /** Whether only a map will do, since a list of single-key maps would be another value. */
  readonly isData: boolean;
  /** Whether the ordinary style writes it as a list of single-key maps, as `components` mostly is. */
  readonly isListed: boolean;
}

export interface Field {
  key: string;
  value: Piece;
}

export const leaf = (value: Leaf['value']): Leaf => ({ kind: 'leaf', value });
export const items = (all: readonly Piece[]): Items => ({ kind: 'items', items: [...all] });
export const fields = (
  all: Readonly<Record<string, Piece | undefined>> | readonly Field[],
  { isData = false, isListed = false } = {},
): Fields => ({
  kind: 'fields',
  fields: (Array.isArray(all)
    ? (all as readonly Field[])
    : Object.entries(all as Record<string, Piece | undefined>).map(([key, value]) => ({
        key,
        value,
      }))
  ).filter((field): field is Field => field.value !== undefined),
  isData,
  isListed,
});

/** The value of a key. */
export const at = (piece: Piece | undefined, ...keys: readonly string[]): Piece | undefined =>
  keys.reduce<Piece | undefined>(
    (inner, key) =>
      inner?.kind === 'fields' ? inner.fields.find((field) => field.key === key)?.value : undefined,
    piece,
  );

/** What the pieces are as an object in code. */
export const toObject = (piece: Piece): unknown => {
  switch (piece.kind) {
    case 'leaf':
      return piece.value;
    case 'items':
      return piece.items.map(toObject);
    case 'fields':
      return Object.fromEntries(piece.fields.map(({ key, value }) => [key, toObject(value)]));
  }
};

/** How pieces are written. */
export interface Style {
  /** Which maps are written as lists of single-key maps: none, every one, or every other one. */
  readonly maps: 'ordinary' | 'lists' | 'mixed';
  readonly indent: 1 | 2 | 4;
  /** Whether a list stands in the column of its key. */
  readonly outdented: boolean;
  /** Whether lists and maps of scalars are written on one line. */
  readonly flow: boolean;
  readonly quotes: 'none' | 'single' | 'double';
  readonly comments: boolean;
}

export const plainStyle: Style = {
  maps: 'ordinary',
  indent: 2,
  outdented: false,
  flow: true,
  quotes: 'none',
  comments: false,
};

export interface Written {
  readonly text: string;
  /** Where a value stands; for a list or map, from its first piece to its last. */
  readonly valueAt: (piece: Piece) => Span;
  readonly keyAt: (field: Field) => Span;
}

const notText = /^(?:true|false|null|y|n|yes|no|on|off)$/i;
const isPlain = (value: string): boolean =>
  /^[A-Za-z_](?:[\w .-]*[\w.-])?$/.test(value) && !notText.test(value);

const scalar = (value: Leaf['value'], quotes: Style['quotes']): string => {
  if (typeof value !== 'string') return String(value);
  // eslint-disable-next-line no-control-regex -- what single quotes cannot hold
  if (quotes === 'single' && !/[\x00-\x1f\x7f-\uffff]/.test(value))
    return `'${value.replaceAll("'", "''")}'`;
  return quotes === 'none' && isPlain(value)
    ? value
    : JSON.stringify(value).replaceAll('\x7f', '\\x7f');
};

/** The text of pieces in a style, and where each of them came to stand in it. */
export const write = (root: Piece, style: Style): Written => {
  let text = '';
  let maps = 0;
  let lines = 0;
  const values = new Map<Piece, Span>();
  const keys = new Map<Field, Span>();

  const newLine = (column: number): void => {
    lines += 1;
    if (style.comments && lines % 3 === 0) text += ' # a note';
    if (style.comments && lines % 7 === 0) text += '\n\n# a line of its own';
    text += `\n${' '.repeat(column)}`;
  };
  const isSmall = (piece: Piece): boolean =>
    piece.kind === 'leaf' ||
    (piece.kind === 'items'
      ? piece.items.every(({ kind }) => kind === 'leaf')
      : piece.fields.every(({ value }) => value.kind === 'leaf'));
  const key = (field: Field): void => {
    const start = text.length;
    text += scalar(field.key, style.quotes);
    keys.set(field, { start, end: text.length });
    text += ':';
  };
  const inFlow = (piece: Piece): void => {
    const start = text.length;
    if (piece.kind === 'leaf') text += scalar(piece.value, style.quotes);
    else {
      const parts: readonly (Piece | Field)[] = piece.kind === 'items' ? piece.items : piece.fields;
      text += piece.kind === 'items' ? '[' : '{';
      parts.forEach((part, index) => {
        if (index > 0) text += ', ';
        if ('key' in part) {
          key(part);
          text += ' ';
          inFlow(part.value);
        } else inFlow(part);
      });
      text += piece.kind === 'items' ? ']' : '}';
    }
    values.set(piece, { start, end: text.length });
  };
  const isList = (piece: Items | Fields): boolean => {
    if (piece.kind === 'items') return true;
    if (piece.isData || piece.fields.length === 0) return false;
    maps += 1;
    return (
      style.maps === 'lists' ||
      (style.maps === 'mixed' && maps % 2 === 0) ||
      (style.maps === 'ordinary' && piece.isListed)
    );
  };
  // `column` is where what is inside begins; `isInline` whether the cursor stands there already.
  const block = (piece: Piece, parent: number, after: 'key' | 'dash' | 'start'): void => {
    if (
      piece.kind === 'leaf' ||
      (piece.kind === 'items' ? piece.items : piece.fields).length === 0 ||
      (style.flow && after === 'key' && isSmall(piece) && (piece.kind === 'items' || piece.isData))
    ) {
      if (after !== 'start') text += ' ';
      inFlow(piece);
      return;
    }
    const asList = isList(piece);
    const column =
      after === 'start'
        ? 0
        : after === 'dash'
          ? asList
            ? parent + style.indent
            : parent + 2
          : asList && style.outdented
            ? parent
            : parent + style.indent;
    const isHere = after === 'start' || (after === 'dash' && !asList);
    if (after === 'dash' && !asList) text += ' ';
    let start: number | undefined;
    const parts: readonly (Piece | Field)[] = piece.kind === 'items' ? piece.items : piece.fields;
    parts.forEach((part, index) => {
      if (index > 0 || !isHere) newLine(column);
      start ??= text.length;
      if (asList) text += '-';
      if (!('key' in part)) {
        block(part, column, 'dash');
        return;
      }
      if (asList) text += ' ';
      key(part);
      block(part.value, asList ? column + 2 : column, 'key');
    });
    values.set(piece, { start: start ?? text.length, end: text.length });
  };
  block(root, 0, 'start');
  text += '\n';

  const found = <Key>(spans: ReadonlyMap<Key, Span>, wanted: Key): Span => {
    const span = spans.get(wanted);
    if (span === undefined) throw new Error('this piece was not written');
    return span;
  };
  return {
    text,
    valueAt: (piece) => found(values, piece),
    keyAt: (field) => found(keys, field),
  };
};
