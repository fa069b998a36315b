import * as t from 'io-ts';

import { defineRunner } from './mlpipeline.js';

/** The text of a document from those of its pages. */
export const JoinPages = defineRunner({
  name: 'JoinPages',
  description: 'joins the texts of pages',
  inputs: {
    /** `null` for a page that could not be read. */
    texts: t.array(t.union([t.string, t.null])),
  },
  outputs: { text: t.string },
  run: ({ texts }) => ({
    text: texts.map((text, index) => text ?? `[page ${index + 1} could not be read]`).join('\n\n'),
  }),
});
