/** When another attempt follows one that failed, as a clause to be added; nothing where none does. */
export const nextText = (retryIn: number | undefined): string => {
  if (retryIn === undefined) return '';
  return retryIn === 0 ? '; the next follows at once' : `; the next in ${retryIn / 1000} s`;
};
