/** Part of a text: UTF-16 offsets, `end` excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where a value stands in an object declared in code: `['pipeline', 'components', 'ocr']`. */
export type Path = readonly (string | number)[];

/** Where something was declared: a span of a file, or a path into an object. */
export type Place = Span | Path;

export const isPath = (place: Place): place is Path => Array.isArray(place);

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
