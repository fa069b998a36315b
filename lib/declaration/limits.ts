/** No more than this is read of a file, and a larger one refused. 64 MiB, some 400,000 components. */
export const mostBytes = 64 * 1024 * 1024;

/** Lists and maps in one another, deeper than this, are refused; a declaration needs 12 levels. */
export const mostDepth = 100;

/** How many values aliases may add to those that a file spells out. */
export const mostAliased = 1_000_000;

/** How many pipelines may stand in one another: each makes the names of all tasks within it longer. */
export const mostLevels = 100;

/** How many tasks a pipeline within another may come to: files that each name the next one twice double them. */
export const mostTasksWithin = 250_000;
