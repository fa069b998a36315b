import * as t from 'io-ts';
import { defineRunner } from './mlpipeline.js';

import { same } from './evaluation/same.js';
import { Extractions, fields } from './extraction.js';

/** What stands on a page, as its label says; what it leaves out is not asked for. */
export const Label = t.partial({
  company: t.string,
  date: t.string,
  address: t.string,
  total: t.string,
});

/** Holds what was found on a page against its label. */
export const Evaluate = defineRunner({
  name: 'Evaluate',
  description: 'counts the fields of a page that were found as its label has them',
  inputs: { extractions: Extractions, label: Label },
  outputs: {
    /** The share of the fields asked for that are right. */
    accuracy: t.number,
    /** How many answers are wrong. */
    wrong: t.number,
  },
  run: ({ extractions, label }, { log }) => {
    const asked = fields.filter((field) => label[field] !== undefined);
    const answers = asked.filter((field) => extractions[field] !== undefined);
    const right = answers.filter((field) =>
      same(field, extractions[field]?.value ?? '', label[field] ?? ''),
    );
    for (const field of answers.filter((one) => !right.includes(one)))
      log(`${field}: \`${extractions[field]?.value ?? ''}\` for \`${label[field] ?? ''}\``);
    return {
      accuracy: asked.length === 0 ? 1 : right.length / asked.length,
      wrong: answers.length - right.length,
    };
  },
});
