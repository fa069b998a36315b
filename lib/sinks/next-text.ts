/** When another attempt follows one that failed, as a clause to be added; or that one beside it goes on. */
export const nextText = (retryIn: number | undefined): string => {
  if (retryIn === undefined) return '; the other one continues';
  if (retryIn === 0) return '; the next follows at once';
  // Jitter gives it all the digits that there are.
  return `; the next in ${Number((retryIn / 1000).toPrecision(3))} s`;
};
