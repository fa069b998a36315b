/** When another attempt follows one that failed, as a clause to be added; nothing where none does. */
export const nextText = (retryIn: number | undefined): string => {
  if (retryIn === undefined) return '';
  if (retryIn === 0) return '; the next follows at once';
  // Jitter gives it all the digits that there are.
  return `; the next in ${Number((retryIn / 1000).toPrecision(3))} s`;
};
