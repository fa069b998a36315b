import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';

import { mostBytes } from '../../../lib/declaration/limits.js';
import { readData } from '../../../lib/declaration/read-data.js';
import { decodeText, parse } from '../../../lib/declaration/yaml/parse.js';
import { formatDiagnostics } from '../../../lib/diagnostics/format.js';
import { Source } from '../../../lib/diagnostics/source.js';
import { loadBytes, loadText } from '../../../lib/load.js';
import { expectDiagnostics } from '../../expect-diagnostics.js';

describe('parse', () => {
  it('says that a file is empty', () =>
    expectDiagnostics('', [
      'error[empty-file]: this file is empty',
      '--> p.yaml',
      ' = a declaration begins with `pipeline:`',
    ]));

  it('says that a file with nothing but a comment is empty', () =>
    expectDiagnostics('# nothing\n', [
      'error[empty-file]: this file is empty',
      ' --> p.yaml:1:1',
      '  |',
      '1 | # nothing',
      '  | ^',
      '  = a declaration begins with `pipeline:`',
    ]));

  it('says that a file with nothing but `~` is empty', () =>
    expectDiagnostics('~\n', [
      'error[empty-file]: this file is empty',
      ' --> p.yaml:1:1',
      '  |',
      '1 | ~',
      '  | ^',
      '  = a declaration begins with `pipeline:`',
    ]));

  it('tells a mistake of syntax', () =>
    expectDiagnostics('pipeline: [a\n', [
      'error[yaml-syntax]: this bracket is never closed',
      ' --> p.yaml:1:11',
      '  |',
      '1 | pipeline: [a',
      '  |           ^ opened here',
      '  = is a `]` missing, or a line inside the brackets indented too little?',
    ]));

  it('tells mistakes of several lines, the first of each', () =>
    expectDiagnostics(
      `
      a: b: c
      d: "e" f
      g: h
      `,
      [
        'error[yaml-syntax]: Nested mappings are not allowed in compact mappings',
        ' --> p.yaml:1:4',
        '  |',
        '1 | a: b: c',
        '  |    ^ here',
        '  = is a line indented too far, or does a text with `: ` in it lack quotes?',
        '',
        'error[yaml-syntax]: Unexpected scalar at node end',
        ' --> p.yaml:2:8',
        '  |',
        '2 | d: "e" f',
        '  |        ^ here',
      ],
    ));

  it('tells bad indentation', () =>
    expectDiagnostics(
      `
      pipeline:
          name: P
        inputs: []
      `,
      [
        'error[bad-indentation]: All mapping items must start at the same column',
        ' --> p.yaml:3:1',
        '  |',
        '3 |   inputs: []',
        '  | ^ here',
        '  = lines that belong together begin in the same column, what is inside further right',
      ],
    ));

  it('tells a tab that indents', () =>
    expectDiagnostics('pipeline:\n\tname: P\n', [
      'error[tab-indentation]: Tabs are not allowed as indentation',
      ' --> p.yaml:2:1',
      '  |',
      '2 |     name: P',
      '  | ^^^^ here',
      '  = indent with spaces: YAML allows no tabs there',
    ]));

  it('refuses several documents', () =>
    expectDiagnostics('pipeline: a\n---\npipeline: b\n', [
      'error[several-documents]: a file holds one YAML document, but this one has several',
      ' --> p.yaml:2:1',
      '  |',
      '2 | ---',
      '  | ^^^ the second begins here',
      '  = put each of them into a file of its own',
    ]));

  it('refuses one behind the end of another', async () => {
    await expectDiagnostics('pipeline: a\n...\n# b\nc: d\n', [
      'error[several-documents]: a file holds one YAML document, but this one has several',
      ' --> p.yaml:4:1',
      '  |',
      '4 | c: d',
      '  | ^ the second begins here',
      '  = put each of them into a file of its own',
    ]);
    for (const second of ['[d]', '"d"', '- d', '? d', '--- d', '&d d'])
      expect(E.isLeft(parse(`a: b\n...\n${second}\n`))).to.equal(true);
    for (const text of ['a: b\n...\n# c\n', '--- a\n...\n...\n'])
      expect(E.isRight(parse(text))).to.equal(true);
  });

  it('refuses an unknown tag', () =>
    expectDiagnostics('pipeline: !include other.yaml\n', [
      'error[unknown-tag]: Unresolved tag: !include',
      ' --> p.yaml:1:11',
      '  |',
      '1 | pipeline: !include other.yaml',
      '  |           ^^^^^^^^ this tag',
      '  = write the value plainly; a declaration needs no tags',
    ]));

  it('asks for the comma between two entries of a list or a map in one line', () =>
    expectDiagnostics('pipeline: { name: a runners: [] }\n', [
      'error[yaml-syntax]: Block collections are not allowed within flow collections',
      ' --> p.yaml:1:19',
      '  |',
      '1 | pipeline: { name: a runners: [] }',
      '  |                   ^^^^^^^^^^^^^^ here',
      '  = is a comma missing between two entries of `{ … }` or `[ … ]`?',
    ]));

  it('refuses YAML 1.1', () =>
    expectDiagnostics('%YAML 1.1\n---\npipeline: yes\n', [
      'error[yaml-syntax]: YAML 1.1 is not supported, only YAML 1.2',
      ' --> p.yaml:1:1',
      '  |',
      '1 | %YAML 1.1',
      '  | ^',
      '  = remove the `%YAML` line; note that `yes`, `no`, `on`, `off` are strings in YAML 1.2',
    ]));

  it('refuses a directive that stands twice', () =>
    expectDiagnostics('%YAML 1.2\n# a note\n%YAML 1.2\n---\npipeline: yes\n', [
      'error[yaml-syntax]: `%YAML` appears here twice',
      ' --> p.yaml:3:1',
      '  |',
      '3 | %YAML 1.2',
      '  | ^^^^^^^^^ the second',
      '  = keep one of them',
    ]));

  for (const [text, isAsked] of [
    ['a\nb: c\n', true],
    ['a: b\nc\n', true],
    ['a:\n  - b\nc\n', true],
    ['a: "b"# c\n', false],
    ['a: ["b" "c"]\n', false],
    ['[a\nb: c]\n', false],
    ['a: { b: c d: e }\n', false],
    ['a: |x\n  b\n', false],
    ['--- a: b\n', false],
    ['%TAG ! tag:x,2000:\na: b\n', false],
  ] as const)
    it(`${isAsked ? 'asks' : 'does not ask'} whether a colon is missing in ${JSON.stringify(text)}`, async () => {
      const loaded = await loadText(text);
      const told = E.isLeft(loaded) ? loaded.left.diagnostics : [];
      const codes = told.map(({ code }) => code);
      expect(codes).to.include('yaml-syntax');
      expect(told.some(({ help }) => help.join().includes('is a colon missing'))).to.equal(isAsked);
    });

  it('suggests the anchor that an alias may mean', () =>
    expectDiagnostics(
      `
      x-notes: &limits { timeout: 30s }
      pipeline: *limit
      `,
      [
        'error[unknown-alias]: no anchor `&limit` comes before this alias',
        ' --> p.yaml:2:11',
        '  |',
        '2 | pipeline: *limit',
        '  |           ^^^^^^ unknown anchor',
        '  = did you mean `*limits`?',
        '  = a string that begins with `*` needs quotes: `"*limit"`',
      ],
    ));

  it('refuses an alias of what it is a part of', () =>
    expectDiagnostics('pipeline: &all [a, *all]\n', [
      'error[recursive-alias]: `*all` refers to a value that contains it',
      ' --> p.yaml:1:20',
      '  |',
      '1 | pipeline: &all [a, *all]',
      '  |                    ^^^^ inside its own anchor',
      '  = write out what is meant, or name another anchor',
    ]));

  it('refuses aliases that expand without bound', () =>
    expectDiagnostics(
      [
        'x-a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]',
        ...['b', 'c', 'd', 'e', 'f', 'g'].map((name, index) => {
          const before = `*${'abcdef'[index] ?? ''}`;
          return `x-${name}: &${name} [${Array.from({ length: 10 }, () => before).join(', ')}]`;
        }),
      ].join('\n'),
      [
        'error[alias-expansion]: the aliases of this file expand to more than 1,000,000 values',
        ' --> p.yaml:6:38',
        '  |',
        '6 | x-f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]',
        '  |                                      ^^ too many with this one',
        '  = write out what is meant',
      ],
    ));

  it('refuses nesting beyond a limit', () =>
    expectDiagnostics(`pipeline: ${'['.repeat(101)}${']'.repeat(101)}\n`, [
      'error[too-deep]: lists and maps are nested deeper than 100 levels',
      ' --> p.yaml:1:111',
      '  |',
      '1 | …[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]…',
      '  |                                          ^ level 101 begins here',
    ]));

  it('reads nesting up to the limit', () => {
    const text = `${'['.repeat(100)}${']'.repeat(100)}\n`;
    expect(E.isRight(parse(text))).to.equal(true);
  });

  it('refuses nesting beyond the limit by aliases', () => {
    const deep = `${'['.repeat(60)}${']'.repeat(60)}`;
    return expectDiagnostics(`x-a: &a ${deep}\nx-b: ${'['.repeat(60)}*a${']'.repeat(60)}\n`, [
      'error[too-deep]: lists and maps are nested deeper than 100 levels',
      ' --> p.yaml:2:66',
      '  |',
      '2 | …[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[*a]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]…',
      '  |                                          ^^ level 101 begins here',
    ]);
  });

  it('refuses a character that YAML does not allow', () =>
    expectDiagnostics('pipeline: "\x07"\n', [
      'error[unprintable-character]: the character \\x07 is not allowed in a YAML file',
      ' --> p.yaml:1:12',
      '  |',
      '1 | pipeline: "\\x07"',
      '  |            ^^^^ here',
      '  = in a string in double quotes write it as an escape, such as "\\u0007"',
      '  = is this a binary file?',
    ]));

  it('takes `<<` in quotes for a key like any other', () => {
    for (const text of ['"<<": 1\n', "# full\n? '<<'\n: 1\n"])
      expect(readData(text)).to.deep.equal(E.right({ '<<': 1 }));
    expect(E.isLeft(readData('<<: 1\n'))).to.equal(true);
  });

  it('takes in quotes what JSON takes', () => {
    const odd = '\x7f\u0080\u009f\ufffe\uffff';
    for (const text of [`a: "${odd}"`, `a: '${odd}'`, `# full\n? a\n: "${odd}"`])
      expect(readData(text)).to.deep.equal(E.right({ a: odd }));
  });

  it('refuses it elsewhere', async () => {
    for (const [text, place] of [
      ['a: b\x7f', '1:5'],
      ['a: "\x7f"\nb: \x7f', '2:4'],
      ['# \x7f\na: b', '1:3'],
      ['--- |\n"\u0080"', '2:2'],
      ['a: ["\u0080", \u0080]', '1:10'],
    ] as const) {
      const loaded = await loadText(text, { name: 'p.yaml' });
      if (E.isRight(loaded)) throw new Error('it was read');
      const { source, diagnostics } = loaded.left;
      expect(formatDiagnostics(source, diagnostics)).to.match(
        new RegExp(`^error\\[unprintable-character\\].*\\n --> p.yaml:${place}\\n`),
      );
    }
  });

  it('reads lines that end in carriage returns', () => {
    const text = 'a: 1\rb:\r  - "c\r    d"\r  - e\r\nf: |\r  g\r  h\r';
    expect(readData(text)).to.deep.equal(E.right({ a: 1, b: ['c d', 'e'], f: 'g\nh\n' }));
    return expectDiagnostics('a: 1\rb: "c" d\re: 2\r', [
      'error[yaml-syntax]: Unexpected scalar at node end',
      ' --> p.yaml:2:8',
      '  |',
      '2 | b: "c" d',
      '  |        ^ here',
    ]);
  });

  it('refuses a lone surrogate', () =>
    expectDiagnostics('pipeline: "\ud800"\n', [
      'error[unprintable-character]: the character \\u{d800} is not allowed in a YAML file',
      ' --> p.yaml:1:12',
      '  |',
      '1 | pipeline: "\\u{d800}"',
      '  |            ^^^^^^^^ here',
      '  = in a string in double quotes write it as an escape, such as "\\u0007"',
      '  = is this a binary file?',
    ]));

  it('refuses a text that is too large', () => {
    const text = ' '.repeat(mostBytes + 1);
    const parsed = parse(text);
    if (E.isRight(parsed)) throw new Error('it was read');
    expect(formatDiagnostics(new Source('p.yaml', ''), parsed.left).split('\n')).to.deep.equal([
      'error[file-too-large]: this file is larger than the limit of 67,108,864 bytes',
      '--> p.yaml',
      ' = split the pipeline into several files',
    ]);
  });
});

describe('decodeText', () => {
  const utf8 = new TextEncoder();

  it('reads UTF-8, with or without a byte order mark', () => {
    for (const mark of [[], [0xef, 0xbb, 0xbf]])
      expect(decodeText(Uint8Array.from([...mark, ...utf8.encode('é: 😀\n')]))).to.deep.equal({
        text: 'é: 😀\n',
        diagnostics: [],
      });
  });

  const toldOfBytes = async (bytes: readonly number[]): Promise<readonly string[]> => {
    const loaded = await loadBytes(Uint8Array.from(bytes), { name: 'p.yaml' });
    if (E.isRight(loaded)) throw new Error('it was read');
    return formatDiagnostics(loaded.left.source, loaded.left.diagnostics).split('\n');
  };

  it('tells the first byte that is not UTF-8, and where it stands', async () => {
    const bytes = [...utf8.encode('# é \ufffd\na: '), 0xc3, 0x28, 0xff];
    expect(await toldOfBytes(bytes)).to.deep.equal([
      'error[not-utf8]: the byte C3 is not UTF-8',
      ' --> p.yaml:2:4',
      '  |',
      '2 | a: �(�',
      '  |    ^ here',
      '  = save the file as UTF-8',
    ]);
  });

  for (const [name, bytes] of [
    ['UTF-16', [0xff, 0xfe, 0x61, 0]],
    ['UTF-16', [0xfe, 0xff, 0, 0x61]],
    ['UTF-32', [0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]],
    ['UTF-32', [0, 0, 0xfe, 0xff, 0, 0, 0, 0x61]],
  ] as const)
    it(`says that a file is ${name}: ${bytes.slice(0, 4).join(' ')}`, async () => {
      expect(await toldOfBytes(bytes)).to.deep.equal([
        `error[not-utf8]: this file is ${name}, but only UTF-8 is supported`,
        '--> p.yaml',
        ' = save it as UTF-8',
      ]);
    });
});
