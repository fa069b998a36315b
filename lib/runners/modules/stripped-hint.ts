const beyondStripping = new Set([
  'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
  'ERR_INVALID_TYPESCRIPT_SYNTAX',
  'ERR_MODULE_NOT_FOUND',
]);

/** What helps where Node.js has loaded TypeScript by itself, which it does by leaving types out. */
export const strippedHint = (error: unknown): string[] =>
  error instanceof Error && 'code' in error && beyondStripping.has(String(error.code))
    ? [
        'Node.js supports TypeScript only without enums, decorators and `paths`, and with file extensions in imports (`./shared.ts`): to use all of it install the package `jiti`, which MLPipeline then uses',
      ]
    : [];
