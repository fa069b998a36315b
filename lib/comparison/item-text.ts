import { shorten } from '../diagnostics/wording.js';

const longest = 120;

/**
 * What tells items from each other, a text for each: what is not the same in all of them, or the first
 * thing that is another in each.
 */
export const itemTexts = (
  items: readonly Readonly<Record<string, unknown>>[],
): readonly (string | undefined)[] => {
  if (items.length < 2) return items.map(() => undefined);
  const texts = items.map((item) =>
    Object.entries(item).map(([name, value]) => [name, textOf(value)] as const),
  );
  const seen = new Map<string, Set<string>>();
  for (const [name, text] of texts.flat())
    seen.set(name, (seen.get(name) ?? new Set<string>()).add(text));
  const varies = (name: string): boolean => (seen.get(name)?.size ?? 0) > 1;
  // Such as the path of a file, beside which its label need not be told.
  const [telling] = [...seen].find(([, all]) => all.size === items.length) ?? [];
  return texts.map((all) => {
    const some = all.filter(([name]) => (telling === undefined ? varies(name) : name === telling));
    // One that varies alone needs no name.
    const said = some.map(([name, text]) => (some.length === 1 ? text : `${name}=${text}`));
    return shorten(said.join(', '), longest);
  });
};

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);
