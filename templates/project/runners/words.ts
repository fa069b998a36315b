import * as t from 'io-ts';
import { defineRunner } from 'mlpipeline';

export const words = defineRunner({
  name: 'Words',
  description: 'takes a text apart into its words, in lower case',
  inputs: { text: t.string },
  outputs: { words: t.array(t.string) },
  run: ({ text }) => ({ words: text.toLowerCase().match(/\p{L}+/gu) ?? [] }),
});
