import type { Runner } from '../runner.js';

export const merge: Runner = {
  name: 'Merge',
  description: 'returns all its inputs as one list, in their order',
  run: (inputs, { outputs }) =>
    Object.fromEntries(outputs.map((port) => [port, Object.values(inputs)])),
};
