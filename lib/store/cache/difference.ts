import type { KeptResult, ResultKey } from '../store.js';

/** How many of a task's earlier results are looked through for the one that is nearest. */
export const mostCompared = 20;

/** Why nothing is kept that has a key: what differs from the nearest result of the same task. */
export const whyNotKept = (key: ResultKey, latest: readonly KeptResult[]): readonly string[] => {
  const [nearest] = latest
    .map((result) => differences(result.key, key))
    .sort((a, b) => a.length - b.length);
  if (nearest === undefined) return ['never run'];
  return nearest.length === 0 ? ['pruned from the store'] : nearest;
};

/** `params.psm 3 → 6`, `code of ocr.ts`, `input page`: with both values where they are short. */
export const differences = (before: ResultKey, now: ResultKey): readonly string[] => {
  const names = [...new Set([...Object.keys(now.parts), ...Object.keys(before.parts)])];
  const isVersioned = ({ parts }: ResultKey): boolean => parts['version'] !== undefined;
  // A version stands for the code: where it comes or goes, that says why code is a part no longer, or now.
  const isCodeMeant = isVersioned(before) === isVersioned(now);
  return names.flatMap((name): readonly string[] => {
    const [old, recent] = [before.parts[name], now.parts[name]];
    if (old === recent || (!isCodeMeant && isCode(name))) return [];
    // Hashes tell a reader nothing.
    if (/^(?:code|source|input) /.test(name) || isHash(old) || isHash(recent)) return [name];
    return [`${name} ${old ?? 'not said'} → ${recent ?? 'not said'}`];
  });
};

const isCode = (part: string): boolean => /^(?:code|source|version of) /.test(part);

const mostShown = 60;

const isHash = (part: string | undefined): boolean =>
  part !== undefined && (part.length > mostShown || /^sha256 [0-9a-f]{64}$/.test(part));
