/** What runs are compared by, as it is written, and as it is kept with the runs of a sweep. */
export interface ComparedBy {
  /** `score=evaluate.f1`. */
  readonly metrics?: readonly string[];
  readonly best?: 'max' | 'min';
}

export const comparedBy = (metrics: readonly string[], best: ComparedBy['best']): ComparedBy => ({
  ...(metrics.length === 0 ? {} : { metrics }),
  ...(best === undefined ? {} : { best }),
});

/** What was asked for when the run was started; nothing where that was no sweep. */
export const keptComparedBy = (options: Readonly<Record<string, unknown>>): ComparedBy => {
  const { metrics, best } = (options['asked'] ?? {}) as ComparedBy;
  return { ...(metrics === undefined ? {} : { metrics }), ...(best === undefined ? {} : { best }) };
};
