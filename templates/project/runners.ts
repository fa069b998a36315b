import * as t from 'io-ts';
import { defineRunner, withDefault } from 'mlpipeline';

export const words = defineRunner({
  name: 'Words',
  description: 'takes a text apart into its words, in lower case',
  inputs: { text: t.string },
  outputs: { words: t.array(t.string) },
  run: ({ text }) => ({ words: text.toLowerCase().match(/\p{L}+/gu) ?? [] }),
});

// In place of a model: a promise, as a call of a real one would be.
const score = async (words: readonly string[]): Promise<number> => {
  const good = new Set(['great', 'good', 'long', 'love', 'fast', 'perfect']);
  const bad = new Set(['bad', 'cheap', 'broken', 'hate', 'slow', 'poor']);
  const points = words.map((word) => Number(good.has(word)) - Number(bad.has(word)));
  return Promise.resolve(points.reduce((sum, one) => sum + one, 0));
};

export const sentiment = defineRunner({
  name: 'Sentiment',
  description: 'tells whether words are meant well',
  inputs: { words: t.array(t.string) },
  outputs: { verdict: t.string },
  run: async ({ words }, { log }) => {
    const points = await score(words);
    log(`scored ${points.toString()}`);
    return { verdict: points > 0 ? 'good' : points < 0 ? 'bad' : 'mixed' };
  },
});

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
