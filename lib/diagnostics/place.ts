import type { Source } from './source.js';

/** Part of a text: UTF-16 offsets, `end` excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where a value stands in an object declared in code: `['pipeline', 'components', 'ocr']`. */
export type Path = readonly (string | number)[];

/** A place in another source than the one that is checked, such as what was set on the command line. */
export interface Elsewhere {
  readonly source: Source;
  readonly at: Span | Path;
}

/** Where something was declared: a span of a file, or a path into an object. */
export type Place = Span | Path | Elsewhere;

export const isPath = (place: Place): place is Path => Array.isArray(place);

export const isSpan = (place: Place): place is Span => 'start' in place;

/** The source that a place is in, and where in it; `source` is the one that is checked. */
export const located = (source: Source, place: Place): Elsewhere =>
  'source' in place ? place : { source, at: place };

const plainStep = /^[A-Za-z_$][\w$]*$/;

/** A path as a JavaScript programmer writes it: `pipeline.components[0].ocr["a-b"]`. */
export const pathText = (path: Path): string =>
  path.length === 0
    ? '(the whole object)'
    : path
        .map((step, index) => {
          if (typeof step === 'number') return `[${step}]`;
          if (!plainStep.test(step)) return `[${JSON.stringify(step)}]`;
          return index === 0 ? step : `.${step}`;
        })
        .join('');
