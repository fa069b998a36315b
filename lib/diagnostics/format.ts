import type { Code } from './codes.js';
import type { Diagnostic } from './diagnostic.js';
import { frame } from './frame.js';
import { type Paint, plain } from './paint.js';
import { isSpan, located } from './place.js';
import { placeText } from './place-text.js';
import type { Source } from './source.js';
import { counted } from './wording.js';

export interface FormatOptions {
  /** How to set parts off; plain text by default. */
  readonly paint?: Paint;
  /** How many diagnostics of one code to print before the rest of that code is only counted. */
  readonly most?: number;
}

const mostRelated = 6;

/** One diagnostic as a user reads it: message, place, the line with its mark, related places, help. */
export const formatDiagnostic = (
  checked: Source,
  diagnostic: Diagnostic,
  paint: Paint = plain,
): string => {
  const head = diagnostic.severity === 'error' ? paint.error : paint.warning;
  const out = [
    `${head(`${diagnostic.severity}[${diagnostic.code}]`)}${paint.strong(`: ${diagnostic.message}`)}`,
  ];
  const shown = [
    { place: diagnostic.place, message: diagnostic.label, mark: '^' as const },
    ...diagnostic.related.slice(0, mostRelated).map((one) => ({ ...one, mark: '-' as const })),
  ].map(({ place, message, mark }) => {
    const where = located(checked, place);
    const { source, at } = where;
    const isShown = isSpan(at) && source.text !== undefined && source.text !== '';
    return {
      where,
      message,
      framed: isShown ? frame(source, at, message, mark, paint) : undefined,
    };
  });
  const gutter = Math.max(...shown.map(({ framed }) => String(framed?.line ?? '').length));
  const bar = paint.faint(`${' '.repeat(gutter)} |`);
  for (const [index, { where, message, framed }] of shown.entries()) {
    const arrow = index === 0 ? '-->' : ':::';
    const beside = framed === undefined && message !== '' ? ` ${message}` : '';
    out.push(`${' '.repeat(gutter)}${paint.faint(arrow)} ${placeText(where)}${beside}`);
    if (framed !== undefined)
      out.push(
        bar,
        `${paint.faint(`${String(framed.line).padStart(gutter)} |`)} ${framed.rows[0]}`.trimEnd(),
        `${bar} ${framed.rows[1]}`,
      );
  }
  const unsaid = diagnostic.related.length - mostRelated;
  const notes = [
    ...(unsaid > 0 ? [`and ${counted(unsaid, 'more place')}`] : []),
    ...diagnostic.help,
  ];
  for (const note of notes) out.push(`${' '.repeat(gutter)} ${paint.faint('=')} ${note}`);
  return out.join('\n');
};

/**
 * All diagnostics of one source as a user reads them, an empty line between two. Of each code at
 * most `most` (10) are printed, so that a file with a thousand like mistakes does not bury the
 * others, and as many again that merely follow from others, so that these do not bury their cause; how
 * many were left out is said at the end.
 */
export const formatDiagnostics = (
  source: Source,
  diagnostics: readonly Diagnostic[],
  { paint = plain, most = 10 }: FormatOptions = {},
): string => {
  const causes = new Map<Code, number>();
  const followers = new Map<Code, number>();
  const left = new Map<Code, number>();
  const out: string[] = [];
  for (const diagnostic of diagnostics) {
    const { code } = diagnostic;
    const printed = diagnostic.follows === true ? followers : causes;
    const count = (printed.get(code) ?? 0) + 1;
    printed.set(code, count);
    if (count <= most) out.push(formatDiagnostic(source, diagnostic, paint));
    else left.set(code, (left.get(code) ?? 0) + 1);
  }
  for (const [code, count] of left) out.push(`… and ${count} more ${paint.strong(code)}`);
  return out.join('\n\n');
};

/** "2 errors, 1 warning"; empty for nothing. */
export const tally = (diagnostics: readonly Diagnostic[]): string => {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = diagnostics.length - errors;
  return [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
  ].join(', ');
};
