/** What was asked of a comparison is not in the runs that are compared. */
export class ComparisonError extends Error {
  override readonly name = 'ComparisonError';
}
