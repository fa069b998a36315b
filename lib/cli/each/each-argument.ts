/** What `--each` names, where that is a file or, as `-`, standard input. */
export const itemFile = (
  spec: string,
): { readonly path: string; readonly kind: 'ndjson' | 'csv' } => {
  const [, said, path = spec] = /^(ndjson|csv):(.*)$/s.exec(spec) ?? [];
  const isCsv = said === undefined ? /\.csv$/i.test(path) : said === 'csv';
  return { path, kind: isCsv ? 'csv' : 'ndjson' };
};

/** What `--each` names, where that is a pattern for files, and the input that gets their paths. */
export const itemPattern = (
  spec: string,
): { readonly input: string | undefined; readonly pattern: string } | undefined => {
  const [, input, pattern] = /^(?:([\w-]+)=)?glob:(.*)$/s.exec(spec) ?? [];
  return pattern === undefined ? undefined : { input, pattern };
};
