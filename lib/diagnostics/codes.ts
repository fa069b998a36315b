/**
 * Every kind of mistake that can be told, with its severity. A code is stable: programs may rely
 * on it, and `docs/diagnostics/CODE.md` explains it with an example.
 */
export const severities = {
  // The file as text
  'unreadable-file': 'error',
  'not-utf8': 'error',
  'unprintable-character': 'error',
  'file-too-large': 'error',
  'empty-file': 'error',
  // The text as YAML
  'yaml-syntax': 'error',
  'json-syntax': 'error',
  'bad-indentation': 'error',
  'tab-indentation': 'error',
  'several-documents': 'error',
  'unknown-tag': 'error',
  'unknown-alias': 'error',
  'recursive-alias': 'error',
  'alias-expansion': 'error',
  'too-deep': 'error',
  'non-string-key': 'error',
  'duplicate-key': 'error',
  'inexact-number': 'error',
  // The YAML as a declaration
  'missing-key': 'error',
  'unknown-key': 'error',
  'wrong-type': 'error',
  'bad-value': 'error',
  'component-entry': 'error',
  'invalid-name': 'error',
  'invalid-reference': 'error',
  'duplicate-name': 'error',
  'no-components': 'error',
  // The declaration as a graph
  'runner-module': 'error',
  'nested-pipeline': 'error',
  'unknown-runner': 'error',
  'unknown-component': 'error',
  'unknown-output': 'error',
  'unknown-input': 'error',
  'ambiguous-output': 'error',
  'self-dependency': 'error',
  cycle: 'error',
  'bad-condition': 'error',
  'unknown-port': 'error',
  'missing-port': 'error',
  'port-type': 'error',
  'bad-params': 'error',
  'bad-wiring': 'error',
  'no-thread': 'error',
  'unknown-resource': 'error',
  'resource-exceeded': 'error',
  'unused-input': 'warning',
  'pruned-component': 'warning',
  'always-absent': 'warning',
  'repeated-reference': 'warning',
  'shadowed-output': 'warning',
  'no-outputs': 'warning',
  'no-version': 'warning',
  'missing-requirement': 'warning',
  'undeclared-param': 'warning',
} as const satisfies Record<string, 'error' | 'warning'>;

export type Code = keyof typeof severities;
export type Severity = (typeof severities)[Code];
