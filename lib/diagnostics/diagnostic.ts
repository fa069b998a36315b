import { type Code, type Severity, severities } from './codes.js';
import type { Place } from './place.js';
import { visible } from './visible.js';
import { shorten } from './wording.js';

/** A second place that belongs to a diagnostic, such as the first of two duplicates. */
export interface Related {
  readonly place: Place;
  readonly message: string;
}

/** One mistake, as data: what, where, what was expected, and what to do. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  /** One sentence without a full stop; what the user wrote is in backquotes. */
  readonly message: string;
  readonly place: Place;
  /** A few words that stand beside the marked place. */
  readonly label: string;
  /** What to do or to know, a sentence each. */
  readonly help: readonly string[];
  /** Texts that could stand at `place` instead, the likeliest first. */
  readonly suggestions: readonly string[];
  readonly related: readonly Related[];
  /** Merely says what follows from others that are told: the first to be left out where there are many. */
  readonly follows?: true;
}

export interface DiagnosticDetails {
  readonly label?: string;
  readonly help?: readonly string[];
  readonly suggestions?: readonly string[];
  readonly related?: readonly Related[];
  readonly follows?: true;
}

/**
 * The only way to make a diagnostic. All its texts are safe to print and of bounded length: control
 * characters are written as escapes here, whoever prints them.
 */
export const diagnose = (
  code: Code,
  place: Place,
  message: string,
  details: DiagnosticDetails = {},
): Diagnostic => ({
  code,
  severity: severities[code],
  message: safe(message, mostMessage),
  place,
  label: safe(details.label ?? '', mostLabel),
  help: details.help?.map((one) => safe(one, mostMessage)) ?? none,
  suggestions: details.suggestions?.map(visible) ?? none,
  related:
    details.related?.map(({ place, message }) => ({ place, message: safe(message, mostLabel) })) ??
    none,
  ...(details.follows === true ? { follows: true } : {}),
});

const mostMessage = 400;
const mostLabel = 160;

// On one line, of bounded length and safe to print, whatever foreign text is in it.
const safe = (text: string, most: number): string =>
  text.length <= most && isPlain.test(text)
    ? text
    : shorten(visible(text.replace(/\s*\n\s*/g, ' ')), most);

// Nearly all of them, and there may be tens of thousands.
const isPlain = /^[\x20-\x7E]*$/;

// One for all: a large file may have a warning for each of its components.
const none: readonly never[] = [];

export const isError = (diagnostic: Diagnostic): boolean => diagnostic.severity === 'error';
