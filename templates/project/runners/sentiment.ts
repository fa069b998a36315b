import * as t from 'io-ts';
import { defineRunner } from 'mlpipeline';

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
