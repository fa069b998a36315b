/** What to do about a condition that YAML does not read as a string. */
export const quoteCondition =
  "put the condition in quotes, as `when: '!done'`: YAML itself reads `!`, `{`, `[`, `\"` and `: `";
