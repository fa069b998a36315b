import type { Code, Severity } from './codes.js';
import type { Diagnostic } from './diagnostic.js';
import { isSpan, located, type Path, type Place } from './place.js';
import type { Position, Source } from './source.js';

/** A place for programs: the first character and the one after the last, or a path into an object. */
export interface JsonPlace {
  readonly file: string;
  readonly start?: Position & { readonly offset: number };
  readonly end?: Position & { readonly offset: number };
  readonly path?: Path;
}

/** A diagnostic for programs. */
export interface JsonDiagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  readonly place: JsonPlace;
  readonly label: string;
  readonly help: readonly string[];
  readonly suggestions: readonly string[];
  readonly related: readonly { readonly place: JsonPlace; readonly message: string }[];
}

const toJsonPlace = (checked: Source, place: Place): JsonPlace => {
  const { source, at } = located(checked, place);
  if (!isSpan(at)) return { file: source.name, path: at };
  const position = (offset: number) => ({ ...source.position(offset), offset });
  return { file: source.name, start: position(at.start), end: position(at.end) };
};

/** The diagnostic as plain JSON data, its places as lines and columns (from 1) and UTF-16 offsets. */
export const toJson = (source: Source, diagnostic: Diagnostic): JsonDiagnostic => ({
  code: diagnostic.code,
  severity: diagnostic.severity,
  message: diagnostic.message,
  place: toJsonPlace(source, diagnostic.place),
  label: diagnostic.label,
  help: diagnostic.help,
  suggestions: diagnostic.suggestions,
  related: diagnostic.related.map(({ place, message }) => ({
    place: toJsonPlace(source, place),
    message,
  })),
});
