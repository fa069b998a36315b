import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { loadFile, orThrow, outputs } from 'mlpipeline';

// Loading checks the whole file: what is wrong with it fails here, with its place.
const pipeline = orThrow(await loadFile(fileURLToPath(new URL('pipeline.yaml', import.meta.url))));

test('reads a good review', async () => {
  await outputs(pipeline, { text: 'A great phone: a good screen, and fast.' }).forEach((read) => {
    assert.deepEqual(read, { verdict: 'good', keywords: ['great', 'phone', 'good', 'screen'] });
  });
});

test('reads a bad review', async () => {
  await outputs(pipeline, { text: 'Slow, and the slow case came broken.' }).forEach((read) => {
    assert.deepEqual(read, { verdict: 'bad', keywords: ['slow', 'case', 'came', 'broken'] });
  });
});
