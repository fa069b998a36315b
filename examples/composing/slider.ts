// A slider that says how sure the fields of a page must be: the page is read once, and only the
// fields are chosen anew. npx tsx examples/composing/slider.ts PAGE
import { fileURLToPath } from 'node:url';

import { map, merge, type Observable, of, take, timer } from 'rxjs';

// In a project of your own: from 'mlpipeline'.
import {
  type LiveOptions,
  liveOutputs,
  loadText,
  orThrow,
  type Runner,
  shippedRunners,
  type Values,
} from '../../lib/index.js';

/** Stands for a model that says how sure it is of each field. */
const fieldsAbove: Runner = {
  name: 'FieldsAbove',
  run: ({ text, least }) => {
    const scored = { date: 0.9, total: 0.6, sender: 0.3 };
    const fields = Object.entries(scored).filter(([, score]) => score >= Number(least));
    return { fields: fields.map(([name]) => `${name} of ${String(text)}`) };
  },
};

const yaml = `
pipeline:
  name: Fields that are sure enough
  inputs: [page, least]
  outputs: { fields: fields.fields }
  components:
    preparation: { runner: ImagePreprocessor, inputs: [page], outputs: [image] }
    ocr: { runner: OCRModel, inputs: [preparation.image], outputs: [text] }
    fields: { runner: FieldsAbove, inputs: [ocr.text, least], outputs: [fields] }
`;

const pipeline = orThrow(await loadText(yaml, { runners: shippedRunners.with([fieldsAbove]) }));

/** The fields of the page that was given last, whenever it or the slider changes. */
export const fieldsOf = (
  page$: Observable<string>,
  least$: Observable<number>,
  options: LiveOptions = {},
): Observable<Values> =>
  merge(page$.pipe(map((page) => ({ page }))), least$.pipe(map((least) => ({ least })))).pipe(
    liveOutputs(pipeline, options),
  );

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const moves$ = timer(0, 1000).pipe(
    take(4),
    map((at) => 1 - at / 4),
  );
  fieldsOf(of(process.argv[2] ?? 'page.png'), moves$).subscribe(console.log);
}
