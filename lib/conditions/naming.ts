const plain = /^[A-Za-z_]\w*$/;

// Those that cel-js refuses as a name, and those that stand for something else.
const reserved = new Set(
  'as break const continue else for function if import let loop package namespace return var void while __proto__ prototype in true false null'.split(
    ' ',
  ),
);

/** A path as it is written in a condition: what CEL does not take as a name is in backquotes. */
export const written = (path: readonly string[]): string =>
  path.map((part) => (plain.test(part) && !reserved.has(part) ? part : `\`${part}\``)).join('.');
