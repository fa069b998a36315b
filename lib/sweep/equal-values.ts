import { quoted, shorten } from '../diagnostics/wording.js';
import { canonicalText } from '../runners/values/content-key.js';

type Space = Readonly<Record<string, readonly unknown[]>>;

const longest = 40;

/** What says of values that they would make equal settings: nothing would come of the second one. */
export const equalValues = (space: Space, isZipped: boolean): readonly string[] =>
  isZipped ? equalRows(space) : Object.entries(space).flatMap(equalOf);

const equalOf = ([param, values]: readonly [string, readonly unknown[]]): readonly string[] => {
  const texts = values.map(textOf);
  const [, second] = firstEqual(texts) ?? [];
  if (second === undefined) return [];
  const text = quoted(shorten(texts[second] ?? '', longest));
  return [`${quoted(param)} has the value ${text} twice: each setting is run once`];
};

const equalRows = (space: Space): readonly string[] => {
  const params = Object.values(space);
  const equal = firstEqual(
    (params[0] ?? []).map((_, at) => params.map((values) => textOf(values[at], at)).join('\n')),
  );
  if (equal === undefined) return [];
  const [first, second] = equal;
  return [
    `the values that are taken together make settings ${first + 1} and ${second + 1} equal: each is run once`,
  ];
};

/** Values that have no text, such as functions, are told from each other by nothing. */
const textOf = (value: unknown, at: number): string =>
  typeof value === 'function' ? `function ${at}` : canonicalText(value ?? null);

const firstEqual = (texts: readonly string[]): readonly [number, number] | undefined => {
  const seen = new Map<string, number>();
  for (const [at, text] of texts.entries()) {
    const before = seen.get(text);
    if (before !== undefined) return [before, at];
    seen.set(text, at);
  }
  return undefined;
};
