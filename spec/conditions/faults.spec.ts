import { expect } from 'chai';

import { faultsOf } from './names.js';

const allowed =
  'a condition is made of names and their fields, numbers, strings, `true`, `false`, `null`, lists, comparisons, `&&`, `||`, `!`, `in`, `+ - * /`, and `has`, `size`, `all` and `exists`';

// The text, and of each fault the part that is marked, the message, and what helps.
const cases: Readonly<Record<string, readonly (readonly [string, readonly string[][]])[]>> = {
  'a text that is no expression': [
    ['', [['', 'the condition is empty']]],
    [' \n', [[' \n', 'the condition is empty']]],
    ['n >', [['', 'the condition ends, but a value is expected']]],
    ['(n', [['', 'the condition ends, but a `)` is expected']]],
    ['[n', [['', 'the condition ends, but a `]` is expected']]],
    ['n.', [['', 'the condition ends, but the name of a field is expected']]],
    [
      'a.x.in',
      [
        [
          'in',
          'expected the name of a field, not `in`',
          'to use it as a name, write it in backquotes: `in`',
        ],
      ],
    ],
    [
      'in > 3',
      [['in', 'expected a value, not `in`', 'to use it as a name, write it in backquotes: `in`']],
    ],
    ['n )', [[')', '`)` is not allowed here']]],
    ['n > * 2', [['*', 'expected a value, not `*`']]],
    ['n > 12abc', [['abc', '`abc` is not allowed here']]],
    ['q == "abc', [['"abc', 'the string that begins here does not end']]],
    ['q == """abc"', [['"""abc"', 'the string that begins here does not end']]],
    ["q == 'a\nb'", [['\n', 'a string must end on the line where it begins']]],
    [String.raw`q == "a\q"`, [['\\q', '`\\q` is not a valid escape in a string']]],
    [String.raw`q == "\ud800"`, [['\\ud800', '`\\ud800` is not a valid escape in a string']]],
    ['n > 1e999', [['1e999', 'this is not a number']]],
    ['n > 0x', [['0x', 'this is not a number']]],
    ['n > 1e ', [[' ', 'this is not a number']]],
    ['ä > 1', [['ä', '`ä` is not allowed here']]],
    ['\u0000', [['\u0000', '`\u0000` is not allowed here']]],
  ],
  'what other languages write': [
    ['flag and true', [['and', '`and` is not allowed here', 'in CEL, `and` is written `&&`']]],
    ['flag or true', [['or', '`or` is not allowed here', 'in CEL, `or` is written `||`']]],
    ['not flag', [['flag', '`flag` is not allowed here', 'in CEL, `not` is written `!`']]],
    ['n is 1', [['is', '`is` is not allowed here', 'in CEL, `is` is written `==`']]],
    [
      'n = 1',
      [['=', '`=` is not allowed here', 'in CEL, `=` is written `==`, and `!=` for "not equal"']],
    ],
    [
      'n === 1',
      [['=', '`=` is not allowed here', 'in CEL, `=` is written `==`, and `!=` for "not equal"']],
    ],
    ['n <> 1', [['>', 'expected a value, not `>`', 'in CEL, `<>` is written `!=`']]],
    ['flag & flag', [['&', '`&` is not allowed here', 'in CEL, `&` is written `&&`']]],
    ['q == “a”', [['“', '`“` is not allowed here', 'a string is written in `"` or `\'`']]],
  ],
  'what CEL has and conditions have not': [
    [
      'q.matches("(a+)+$")',
      [['matches', 'the method `matches` is not allowed in a condition', allowed]],
    ],
    [
      'q.startsWith("a")',
      [['startsWith', 'the method `startsWith` is not allowed in a condition', allowed]],
    ],
    [
      'a.x.filter(c, c > 1)',
      [['filter', 'the method `filter` is not allowed in a condition', allowed]],
    ],
    [
      'string(n) == "1"',
      [['string', 'the function `string` is not allowed in a condition', allowed]],
    ],
    ['n % 2 == 0', [['n % 2', '`%` is not allowed in a condition', allowed]]],
    ['a.x == {"a": 1}', [['{"a": 1}', 'a map is not allowed in a condition', allowed]]],
    ['q == b"a"', [['b"a"', 'a literal of bytes is not allowed in a condition', allowed]]],
    [
      'n == 1u',
      [
        [
          '1u',
          'a number with `u` is not allowed in a condition',
          'numbers are written plainly, such as `1`',
          allowed,
        ],
      ],
    ],
    [
      'flag ? n > 1 : n > 2',
      [
        [
          'flag ? n > 1 : n > 2',
          'a choice by `? :` is not allowed in a condition',
          '`c ? a : b` can be written `c && a || !c && b`',
          allowed,
        ],
      ],
    ],
    [
      '(n + 1).x > 1',
      [['n + 1).x', 'only a name can be followed by a field or an element', allowed]],
    ],
    [
      'n % 2 == 0 && q.matches("a") || f(n)',
      [
        ['n % 2', '`%` is not allowed in a condition', allowed],
        ['matches', 'the method `matches` is not allowed in a condition', allowed],
        ['f', 'the function `f` is not allowed in a condition', allowed],
      ],
    ],
  ],
  'comparisons in a chain': [
    [
      'flag && 1 < n <= 3',
      [
        [
          '1 < n <= 3',
          'a comparison cannot be compared again',
          'two comparisons are joined by `&&`, as in `1 < x && x < 3`',
        ],
      ],
    ],
    ['1 == n == flag', []],
  ],
  'a call that is not as it should be': [
    ['has(n, n)', [['has(n, n)', '`has` takes one value', 'as in `has(ocr.text)`']]],
    ['size() > 1', [['size()', '`size` takes one value', 'as in `size(ocr.text)`']]],
    ['a.x.size(n) > 1', [['size', '`size` of a value takes no arguments']]],
    ['has(1)', [['1', '`has` takes a name or a field of it', 'as in `has(ocr.text)`']]],
    ['has(n > 1)', [['n > 1', '`has` takes a name or a field of it', 'as in `has(ocr.text)`']]],
    [
      'has(a.x[n])',
      [['n', 'inside `has` an element is selected by a number', 'as in `has(a.list[0])`']],
    ],
    ['a.x.exists(c, has(c))', [['c', '`c` is always present', 'as in `has(ocr.text)`']]],
    [
      'a.x.all(1, true)',
      [['1', 'the first argument is the name of a variable', 'as in `list.exists(x, x > 1)`']],
    ],
    [
      'a.x.exists(c)',
      [
        [
          'exists',
          '`exists` takes the name of a variable and a condition',
          'as in `list.exists(x, x > 1)`',
        ],
      ],
    ],
    [
      'n == 9007199254740993',
      [['9007199254740993', '`9007199254740993` has more digits than a number can hold']],
    ],
  ],
  'names that are not known': [
    ['x > 1', [['x', 'nothing is named `x`']]],
    ['a.y.z > 1', [['a.y', 'nothing is named `a.y`', 'did you mean `a.x`?']]],
    ['a > 1', [['a', 'nothing is named `a`', 'did you mean `a.x`?']]],
    ['a.x.exists(c, c > d)', [['d', 'nothing is named `d`']]],
    ['a.x.exists(c, true) && c', [['c', 'nothing is named `c`']]],
    [
      'x > 1 && y > 1',
      [
        ['x', 'nothing is named `x`'],
        ['y', 'nothing is named `y`'],
      ],
    ],
    [
      'package.text == ""',
      [
        [
          'package',
          '`package` is a reserved word of CEL',
          'to use it as a name, write it in backquotes: `package`',
        ],
      ],
    ],
  ],
  'names with a dash': [
    [
      'image-ocr.text == ""',
      [
        [
          'image-ocr.text',
          'CEL reads the `-` in `image-ocr.text` as minus',
          'to use it as a name, write it in backquotes: `image-ocr`.text',
          'for a subtraction, write spaces around the `-`',
        ],
      ],
    ],
    [
      '2 * ocr.page-text.size-1 > 1',
      [
        [
          'ocr.page-text',
          'CEL reads the `-` in `ocr.page-text` as minus',
          'to use it as a name, write it in backquotes: ocr.`page-text`',
          'for a subtraction, write spaces around the `-`',
        ],
      ],
    ],
    [
      'n > x-ray',
      [
        [
          'x',
          'nothing is named `x`',
          'CEL reads `-` as minus: write a name that contains one in backquotes',
        ],
        [
          'ray',
          'nothing is named `ray`',
          'CEL reads `-` as minus: write a name that contains one in backquotes',
        ],
      ],
    ],
    [
      'imag.text == ""',
      [['imag.text', 'nothing is named `imag.text`', 'did you mean `image-ocr`.text?']],
    ],
    ['n > 1 && `image-ocr', [['`', 'this backquote has no closing one']]],
    ['`` > 1', [['``', 'the name in backquotes is empty']]],
    [
      'x`image-ocr`.text',
      [['`image-ocr`', 'the name `image-ocr` is not separated from the text next to it']],
    ],
  ],
};

describe('faults in the text of a condition', () => {
  for (const [what, texts] of Object.entries(cases))
    describe(what, () => {
      for (const [text, faults] of texts)
        it(text, () => {
          expect(faultsOf(text)).to.deep.equal(faults);
        });
    });
});
