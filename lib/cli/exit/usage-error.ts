/** A mistake in how the command was called: told in one sentence, with status 2. */
export class UsageError extends Error {}
