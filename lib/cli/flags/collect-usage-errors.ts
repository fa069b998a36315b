import { UsageError } from '../exit/usage-error.js';

/** What each part gives; or throws one `UsageError` that tells what is wrong with any of them. */
export const collectUsageErrors = <Parts extends readonly unknown[]>(
  ...parts: { readonly [Index in keyof Parts]: () => Parts[Index] }
): Parts => {
  const problems: string[] = [];
  const given: readonly unknown[] = parts.map((part) => {
    try {
      return part();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      problems.push(error.message);
      return undefined;
    }
  });
  if (problems.length > 0) throw new UsageError(problems.join('\n  '));
  // Without problems each of them has given its part, in its place.
  return given as Parts;
};
