import fc from 'fast-check';

/*
 * Random YAML, sound and unsound: what a reader of YAML must not stumble over. Three ways to make
 * it, since each finds what the others do not: fragments thrown together, lines that look like
 * YAML, and sound texts with a few edits.
 */

const fragments = [
  ...['\n', '\n  ', '\n    ', '\n ', '  ', ' ', '\t', '\n\t', '\r\n', '\r', '\n\n'],
  ...['a: ', 'b:', ' :', '- ', '-', '? ', ': ', 'k:v', 'a b: ', ':: ', '<<: '],
  ...['[', ']', '{', '}', ', ', ',', '[]', '{}', '[a, b]', '{a: b}', '{a, b: }', '{a :b}'],
  ...['"q"', "'s'", '"a\\n\\u0041"', "'it''s'", '"two\n lines"', '"', "'", '"k": ', "'k' :", '"":'],
  ...['&a ', '*a', '*a :', '&b\n', '*b ', '&a', '!t ', '!!str ', '! '],
  ...['# c', ' # c', '#c\n', ' #\n', 'a#b', 'a #b'],
  ...['---', '\n---\n', '--- ', '\n...\n', '...', '%YAML 1.2\n---\n', '%X'],
  ...['|', '>', '|-\n  x\n', '>\n x\n y\n', '| # c\n  x'],
  ...[
    'a: |\n  x\n',
    'b: >-\n   x\n\n   y\n',
    'c: |2\n    x\n',
    'd: |+\n x\n\n',
    'e: >\n  x\n    y\n',
  ],
  ...['f: x\n  y\n', "g: 'x\n  y'\n", 'h: "x\n\n  y"\n', 'i: |\r\n  x\r\n', 'j: x\n  # c\n  y\n'],
  ...[
    'null',
    '~',
    'true',
    'False',
    '1',
    '-1',
    '0x1F',
    '0o17',
    '.5',
    '1e3',
    '.inf',
    '-.INF',
    '.nan',
  ],
  ...['007', '+12', '1_000', '12:30', '2001-12-14', '-0', '0.', '1.', 'yes', 'Null', 'nul'],
  ...[
    'é',
    '😀',
    '\u2028',
    '\u00a0',
    '\ufeff',
    '\u0085',
    '@',
    '`',
    '%',
    '\\',
    '-a',
    '-\t',
    '?a',
    ':a',
  ],
  ...['x', 'y z', 'x\n y', 'x  ', 'x\t', 'x :y', 'x: y: z', 'x:\ty', '-  - ', '- - a'],
];

const fragment = fc.constantFrom(...fragments);

const thrownTogether: fc.Arbitrary<string> = fc
  .array(fragment, { minLength: 1, maxLength: 14 })
  .map((parts) => parts.join(''));

const value = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('', 'x', '1', 'a b', '"q"', "'s t'", 'null', '*a', '-1'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('[a, b]', '{a: b, c: [d]}', '[]', '{}', '[\n', '{\n', ']', '}'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('&a', '&a x', '&a [x]', '&b', '*b', '&a {b: *b}', '|', '>-'),
  },
  { weight: 1, arbitrary: fragment },
);

const line: fc.Arbitrary<string> = fc
  .record({
    indent: fc.constantFrom('', '', ' ', '  ', '  ', '   ', '    ', '      ', '\t', ' \t'),
    dashes: fc.constantFrom('', '', '', '- ', '- ', '-', '- - ', '-   ', '-\t', '? '),
    key: fc.constantFrom(
      '',
      'a: ',
      'b:',
      'c: ',
      'd:  ',
      '"e": ',
      "'f':",
      'g h: ',
      '&a i: ',
      '*a : ',
      'j :',
    ),
    value,
    end: fc.constantFrom(
      '',
      '',
      '',
      '',
      ' ',
      ' # c',
      '#c',
      '\t',
      ' \t# c',
      '\n',
      '\n# c',
      '\n  # c',
      '\r',
    ),
  })
  .map(({ indent, dashes, key, value, end }) => `${indent}${dashes}${key}${value}${end}`);

const inLines: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('', '', '', '---\n', '--- ', '# c\n', '\n', '\ufeff'),
    fc.array(line, { minLength: 1, maxLength: 8 }),
    fc.constantFrom('\n', ''),
  )
  .map(([head, lines, tail]) => `${head}${lines.join('\n')}${tail}`);

// Lines that mostly fit each other, so that the text is often sound and deep.
const stepped: fc.Arbitrary<string> = fc
  .array(
    fc.record({
      step: fc.constantFrom(-2, -1, 0, 0, 0, 1, 1, 1),
      dash: fc.constantFrom('', '', '- ', '- - ', '-   '),
      key: fc.constantFrom('a: ', 'b:', 'c: ', '"d": ', '&a e: ', ''),
      value,
      end: fc.constantFrom('', '', '', ' # c', '\n', '  '),
    }),
    { minLength: 1, maxLength: 10 },
  )
  .map((lines) => {
    let depth = 0;
    return lines
      .map(({ step, dash, key, value, end }, index) => {
        depth = index === 0 ? 0 : Math.max(0, depth + step);
        return `${'  '.repeat(depth)}${dash}${key}${value}${end}\n`;
      })
      .join('');
  });

type Edit = (text: string, at: number, other: number, part: string) => string;

const editLines =
  (edit: (lines: string[], at: number, other: number, part: string) => void): Edit =>
  (text, at, other, part) => {
    const lines = text.split('\n');
    edit(lines, at % lines.length, other % lines.length, part);
    return lines.join('\n');
  };

const edits: readonly Edit[] = [
  (text, at) => text.slice(0, at % text.length) + text.slice((at % text.length) + 1),
  (text, at, _, part) => text.slice(0, at % text.length) + part + text.slice(at % text.length),
  (text, at, _, part) =>
    text.slice(0, at % text.length) + part + text.slice((at % text.length) + 1),
  (text, at) => text.slice(0, at % text.length),
  editLines((lines, at) => lines.splice(at, 1)),
  editLines((lines, at, other) => lines.splice(other, 0, lines[at] ?? '')),
  editLines(
    (lines, at, other) => ([lines[at], lines[other]] = [lines[other] ?? '', lines[at] ?? '']),
  ),
  editLines((lines, at, other) => (lines[at] = `${' '.repeat(1 + (other % 3))}${lines[at] ?? ''}`)),
  editLines(
    (lines, at, other) => (lines[at] = (lines[at] ?? '').replace(/^ /, '').slice(other % 2)),
  ),
  editLines((lines, at, _, part) => (lines[at] = `${lines[at] ?? ''}${part}`)),
  editLines((lines, at, _, part) => lines.splice(at, 0, part)),
];

/** The texts of an arbitrary with one to three random edits of characters or lines. */
export const edited = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      texts,
      fc.array(fc.tuple(fc.constantFrom(...edits), fc.nat(), fc.nat(), fragment), {
        minLength: 1,
        maxLength: 3,
      }),
    )
    .map(([text, changes]) =>
      changes.reduce(
        (changed, [edit, at, other, part]) =>
          changed === '' ? part : edit(changed, at, other, part),
        text,
      ),
    );

/** Small YAML documents, many of them unsound. */
export const smallYaml: fc.Arbitrary<string> = fc.oneof(
  thrownTogether,
  inLines,
  stepped,
  edited(fc.oneof(inLines, stepped)),
);
