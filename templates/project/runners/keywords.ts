import * as t from 'io-ts';
import { defineRunner, withDefault } from 'mlpipeline';

export const keywords = defineRunner({
  name: 'Keywords',
  description: 'finds the long words that stand most often in a text',
  inputs: { words: t.array(t.string) },
  outputs: { keywords: t.array(t.string) },
  params: t.type({ most: withDefault(t.number, 3) }),
  run: ({ words }, { params }) => {
    const counts = new Map<string, number>();
    for (const word of words) if (word.length > 3) counts.set(word, (counts.get(word) ?? 0) + 1);
    const often = [...counts].sort(([, one], [, other]) => other - one);
    return { keywords: often.slice(0, params.most).map(([word]) => word) };
  },
});
