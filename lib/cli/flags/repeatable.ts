/** Reads an option that may be given several times, as the values of all. */
export const repeatable = (value: string, all: readonly string[] = []): readonly string[] => [
  ...all,
  value,
];
