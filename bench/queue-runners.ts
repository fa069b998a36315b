import type { Runner } from '../lib/runners/runner.js';

const all: readonly Runner[] = [
  { name: 'Same', version: '1', run: ({ x }) => ({ y: x }) },
  {
    name: 'Bytes',
    version: '1',
    run: (_, { params }) => ({ y: Buffer.alloc(Number(params['megabytes']) * 2 ** 20, 7) }),
  },
  { name: 'Length', version: '1', run: ({ x }) => ({ y: (x as Uint8Array).length }) },
];

export default all;
